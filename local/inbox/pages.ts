import { type Context, Hono } from 'hono';
import { html } from 'hono/html';
import { layout, type NavigationLink } from './layout.ts';
import { messageView } from './message-view.ts';
import type { Message, MessageStore } from './messages.ts';
import { introductionOf, type ShownVault, VAULT_PATH, vaultContent, writtenIn } from './vault-content.ts';

type Html = ReturnType<typeof html>;

const filters = [
  { kind: undefined, path: '/', name: 'All' },
  { kind: 'mail', path: '/mail', name: 'Mail' },
  { kind: 'teams', path: '/teams', name: 'Teams' },
  { kind: 'ticket', path: '/tickets', name: 'Tickets' },
] as const;

const INTRODUCTION = 'Everything that the local deployment sent: mail, Teams cards and tickets. Newest first.';

/** The inbox's pages, and the same as JSON under `/api/messages`. Nothing here changes anything. */
export function pages(
  messages: MessageStore,
  notice: () => string | undefined = () => undefined,
  vault?: ShownVault,
): Hono {
  const app = new Hono();
  const links = (): readonly NavigationLink[] => [
    ...filters.map(({ kind, path, name }) => ({
      path,
      name,
      count: messages.all().filter((message) => kind === undefined || message.kind === kind).length,
    })),
    ...(vault === undefined ? [] : [{ path: VAULT_PATH, name: 'Vault', count: writtenIn(vault).length }]),
  ];
  for (const { kind, path } of filters) {
    app.get(path, (c) => {
      const shown = messages.all().filter((message) => kind === undefined || message.kind === kind);
      const title = `Inbox (${shown.length})`;
      const content = messageList(path, shown);
      return show(c, layout({ path, title, introduction: INTRODUCTION, notice: notice(), links: links(), content }));
    });
  }
  if (vault !== undefined) {
    app.get(VAULT_PATH, (c) => {
      const content = vaultContent(vault);
      const title = `Vault (${writtenIn(vault).length})`;
      const introduction = introductionOf(vault);
      return show(c, layout({ path: VAULT_PATH, title, introduction, notice: notice(), links: links(), content }));
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

const messageList = (path: string, shown: readonly Message[]): Html =>
  shown.length === 0
    ? html`<p>Nothing has arrived yet. <a href="${path}">Look again</a></p>`
    : html`<ol class="messages">
        ${shown.map(messageView)}
      </ol>`;
