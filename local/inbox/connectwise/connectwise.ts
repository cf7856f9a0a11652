import { type Context, Hono } from 'hono';
import type { MessageStore, TicketMessage } from '../messages.ts';
import { isSameSecret } from '../same-secret.ts';
import { conditionsOf, fieldsOf } from './conditions.ts';
import { notFound, unauthorized, unsupported } from './refusal.ts';
import { readTicket } from './ticket-body.ts';
import {
  addNote,
  changeStatus,
  createTicket,
  type ServiceDesk,
  shownNote,
  shownTicket,
  statuses,
  ticketsIn,
} from './tickets.ts';

/** What the PSA's secret holds, besides the site. */
export interface PsaKeys {
  readonly companyId: string;
  readonly publicKey: string;
  readonly privateKey: string;
  readonly clientId: string;
}

export interface ConnectWiseOptions extends ServiceDesk {
  readonly keys: PsaKeys;
}

const ROOT = '/v4_6_release/apis/3.0';

/** ConnectWise PSA, as far as tickets go. As there, nothing keeps two tickets from having one `externalXRef`. */
export function connectWise(options: ConnectWiseOptions): Hono {
  const { keys, messages, companies, boards } = options;
  const app = new Hono();
  app.get('/login/companyinfo/:company', (c) =>
    c.json({
      CompanyName: c.req.param('company'),
      Codebase: 'v4_6_release/',
      VersionCode: 'v2025.16',
      SiteUrl: new URL(c.req.url).host,
    }),
  );
  app.use(`${ROOT}/*`, async (c, next) => (mayCall(c, keys) ? next() : unauthorized()));
  app.get(`${ROOT}/service/tickets`, (c) => search(c, ticketsIn(messages).map(shownTicket)));
  app.post(`${ROOT}/service/tickets`, async (c) => createTicket(options, readTicket(await jsonOf(c))));
  app.get(`${ROOT}/service/tickets/:id`, (c) => withTicket(c, messages, (ticket) => c.json(shownTicket(ticket))));
  app.patch(`${ROOT}/service/tickets/:id`, (c) =>
    withTicket(c, messages, async (ticket) => changeStatus(messages, ticket, await jsonOf(c))),
  );
  app.get(`${ROOT}/service/tickets/:id/notes`, (c) =>
    withTicket(c, messages, (ticket) => c.json(ticket.notes.map(shownNote))),
  );
  app.post(`${ROOT}/service/tickets/:id/notes`, (c) =>
    withTicket(c, messages, async (ticket) => addNote(messages, ticket, await jsonOf(c))),
  );
  app.get(`${ROOT}/company/companies`, (c) =>
    search(
      c,
      companies.map((identifier, i) => ({ id: i + 1, identifier, name: identifier })),
    ),
  );
  app.get(`${ROOT}/service/boards`, (c) =>
    search(
      c,
      boards.map((name, i) => ({ id: i + 1, name })),
    ),
  );
  app.get(`${ROOT}/service/boards/:id/statuses`, (c) =>
    boards[Number(c.req.param('id')) - 1] === undefined ? notFound('Board') : search(c, statuses),
  );
  app.notFound(() => notFound('Resource'));
  return app;
}

/** Both the keys and the product's own client id are needed, on every call. */
function mayCall(c: Context, { companyId, publicKey, privateKey, clientId }: PsaKeys): boolean {
  const basic = Buffer.from(`${companyId}+${publicKey}:${privateKey}`).toString('base64');
  return isSameSecret(c.req.header('authorization') ?? '', `Basic ${basic}`) && c.req.header('clientid') === clientId;
}

function search(c: Context, rows: readonly object[]): Response {
  const { conditions, fields, page = '1', pageSize = '25', ...others } = c.req.query();
  const isWanted = conditions === undefined ? () => true : conditionsOf(conditions);
  if (isWanted === undefined) return unsupported('The conditions cannot be read.');
  if (Object.keys(others).some((name) => name !== 'orderBy'))
    return unsupported(`No query parameter ${Object.keys(others).join(', ')}.`);
  const size = Math.min(Number(pageSize), 1_000);
  const start = (Number(page) - 1) * size;
  if (!(size >= 1 && start >= 0)) return unsupported('page and pageSize must be numbers from 1.');
  const found = rows.map((row) => ({ ...row })).filter(isWanted);
  return c.json(found.slice(start, start + size).map((row) => fieldsOf(row, fields)));
}

async function withTicket(
  c: Context,
  messages: MessageStore,
  answer: (ticket: TicketMessage) => Response | Promise<Response>,
): Promise<Response> {
  const ticket = ticketsIn(messages).find(({ ticketId }) => ticketId === Number(c.req.param('id')));
  return ticket === undefined ? notFound('Ticket') : answer(ticket);
}

const jsonOf = (c: Context): Promise<unknown> => c.req.json().catch(() => undefined);
