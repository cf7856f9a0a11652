import { type Context, Hono } from 'hono';
import { html, raw } from 'hono/html';
import { messageView } from './message-view.ts';
import type { Message, MessageStore } from './messages.ts';
import { stylesheet } from './stylesheet.ts';

type Html = ReturnType<typeof html>;

const filters = [
  { kind: undefined, path: '/', name: 'All' },
  { kind: 'mail', path: '/mail', name: 'Mail' },
  { kind: 'teams', path: '/teams', name: 'Teams' },
  { kind: 'ticket', path: '/tickets', name: 'Tickets' },
] as const;

/** The inbox's pages, and the same as JSON under `/api/messages`. Nothing here changes anything. */
export function pages(messages: MessageStore, notice: () => string | undefined = () => undefined): Hono {
  const app = new Hono();
  for (const { kind, path } of filters) {
    app.get(path, (c) => {
      const shown = messages.all().filter((message) => kind === undefined || message.kind === kind);
      return show(c, listPage(path, messages.all(), shown, notice()));
    });
  }
  app.get('/messages/:id/html', (c) => {
    const message = messages.find(c.req.param('id'));
    return message?.kind === 'mail' ? mailDocument(c, message.html) : c.notFound();
  });
  app.get('/api/messages', (c) => c.json(messages.all(), 200, { 'cache-control': 'no-store' }));
  return app;
}

/**
 * A mail's own HTML, in a frame without scripts. Its links open in the whole window: in the frame, or in a window that
 * inherits the sandbox, the portal's forms would not work.
 */
function mailDocument(c: Context, body: string): Response {
  c.header(
    'content-security-policy',
    "sandbox allow-popups allow-top-navigation-by-user-activation; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'",
  );
  c.header('cache-control', 'no-store');
  return c.body(`<!doctype html><base target="_top">${body}`, 200, { 'content-type': 'text/html; charset=utf-8' });
}

async function show(c: Context, page: Html): Promise<Response> {
  c.header(
    'content-security-policy',
    "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  );
  c.header('cache-control', 'no-store');
  c.header('referrer-policy', 'no-referrer');
  return c.html(page);
}

const listPage = (
  path: string,
  all: readonly Message[],
  shown: readonly Message[],
  notice: string | undefined,
): Html => html`<!doctype html>
  <html lang="en">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <title>Inbox (${shown.length})</title>
      <style>
        ${raw(stylesheet)}
      </style>
    </head>
    <body>
      <header>
        <h1>Inbox</h1>
        <p class="mark">Everything that the local deployment sent: mail, Teams cards and tickets. Newest first.</p>
        ${notice === undefined ? '' : html`<p class="mark" role="note">${notice}</p>`}
        <nav aria-label="Kinds of messages">
          <ul>
            ${filters.map(
              (filter) => html`<li>
                <a href="${filter.path}" ${filter.path === path ? raw('aria-current="page"') : ''}>
                  ${filter.name}
                  (${all.filter(({ kind }) => filter.kind === undefined || kind === filter.kind).length})
                </a>
              </li>`,
            )}
          </ul>
        </nav>
      </header>
      <main>
        ${
          shown.length === 0
            ? html`<p>Nothing has arrived yet. <a href="${path}">Look again</a></p>`
            : html`<ol class="messages">
                ${shown.map(messageView)}
              </ol>`
        }
      </main>
    </body>
  </html>`;
