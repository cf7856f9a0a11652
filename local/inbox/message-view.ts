import { html } from 'hono/html';
import { parseCard, plainText } from './adaptive-card.ts';
import { linkedText } from './linked-text.ts';
import type { Message } from './messages.ts';

type Html = ReturnType<typeof html>;
/** What people call each PSA. */
const psaNames: Readonly<Record<string, string>> = {
  connectwise: 'ConnectWise PSA',
  halopsa: 'HaloPSA',
  autotask: 'Autotask',
};

type Of<Kind extends Message['kind']> = Extract<Message, { readonly kind: Kind }>;

const kindNames = { mail: 'Mail', teams: 'Teams', ticket: 'Ticket' } as const;

/** One message as an article. */
export const messageView = (message: Message): Html => html`<li>
  <article aria-labelledby="m${message.id}">
    <span class="kind">${kindNames[message.kind]}</span>
    <h2 id="m${message.id}">${titleOf(message)}</h2>
    ${contentOf(message)}
  </article>
</li>`;

function titleOf(message: Message): string {
  if (message.kind === 'mail') return message.subject;
  return message.kind === 'teams' ? message.title : `#${message.number} ${message.summary}`;
}

function contentOf(message: Message): Html {
  switch (message.kind) {
    case 'mail':
      return mailContent(message);
    case 'teams':
      return cardContent(message);
    case 'ticket':
      return ticketContent(message);
  }
}

const received = ({ receivedAt }: Message): Html =>
  html`<time datetime="${receivedAt}">${receivedAt.replace('T', ' ').slice(0, 19)} UTC</time>`;

/** As it looks in a mail program, in a frame that runs nothing, and beside it what people see whose program shows text alone. */
const mailContent = (mail: Of<'mail'>): Html => html`
  <p class="facts">To ${mail.to.join(', ')} · from ${mail.from} · ${received(mail)}</p>
  <div class="mail">
    ${
      mail.html === ''
        ? ''
        : html`<iframe
            src="/messages/${mail.id}/html"
            title="${mail.subject}"
            loading="lazy"
            sandbox="allow-popups allow-top-navigation-by-user-activation"
          ></iframe>`
    }
    <details open>
      <summary>As text</summary>
      <pre>${linkedText(mail.text)}</pre>
    </details>
  </div>`;

function cardContent(message: Of<'teams'>): Html {
  const { body, actions = [] } = parseCard(message.card);
  const [, ...rest] = body;
  const { channel } = message;
  return html`
    <p class="facts">Card in ${channel === undefined ? 'the team’s channel' : `the channel ${channel}`} · ${received(message)}</p>
    ${rest.map((block) =>
      block.type === 'TextBlock'
        ? html`<p>${plainText(block.text)}</p>`
        : html`<dl>
            ${block.facts.map(
              ({ title, value }) => html`<dt>${plainText(title)}</dt>
                <dd>${plainText(value)}</dd>`,
            )}
          </dl>`,
    )}
    ${actions.map(({ title, url }) => html`<a class="button" href="${url}">${title}</a> `)}`;
}

const ticketContent = (ticket: Of<'ticket'>): Html => html`
  <p class="facts">
    ${ticket.company} · ${ticket.place.kind} ${ticket.place.name} · ${ticket.status}${ticket.closed ? '' : ' (open)'} ·
    priority ${ticket.priority} · ${psaNames[ticket.system] ?? ticket.system} · ${received(ticket)}
  </p>
  ${
    ticket.body === ''
      ? ''
      : html`<p class="facts">Description that the customer may see</p>
          <pre>${linkedText(ticket.body)}</pre>`
  }
  ${ticket.notes.map(
    ({ text, internal }) => html`<p class="facts">${internal ? 'Internal note' : 'Note that the customer sees'}</p>
    <pre>${linkedText(text)}</pre>`,
  )}
  ${ticket.key === '' ? '' : html`<p class="facts">Our reference ${ticket.key}</p>`}`;
