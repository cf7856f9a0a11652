import { randomUUID } from 'node:crypto';
import { type Context, Hono } from 'hono';
import * as z from 'zod';
import { isSameSecret } from '../../same-secret.ts';
import type { PsaKeys, PsaSetting } from '../psa-setting.ts';
import type { Simulation } from '../simulation.ts';
import type { VendorTicket } from '../tickets.ts';
import { conditionsOf, fieldsOf, inOrder } from './conditions.ts';
import { boardsOf, companiesOf, prioritiesOf, statusesOf } from './instance.ts';
import { notFound, refusal, unauthorized, unsupported } from './refusal.ts';
import { readTicket } from './ticket-body.ts';
import { addNote, changeTicket, createTicket, notesOf, shownTicket } from './tickets.ts';

const keysSchema = z.object({
  companyId: z.string(),
  publicKey: z.string(),
  privateKey: z.string(),
  clientId: z.string(),
});

export const newConnectWiseKeys = (random: () => string): PsaKeys => ({
  companyId: 'northwind',
  publicKey: random(),
  privateKey: random(),
  clientId: randomUUID(),
});

/** Where the API of the current release is; the company's information says so, and the older address works too. */
const CODEBASE = 'v2025_1/';
const ROOTS = [`/${CODEBASE}apis/3.0`, '/v4_6_release/apis/3.0'];

/** ConnectWise PSA, as far as tickets go. As there, nothing keeps two tickets from having one `externalXRef`. */
export function connectWise(setting: PsaSetting, keys: PsaKeys): Simulation {
  const known = keysSchema.parse(keys);
  const app = new Hono();
  app.get('/login/companyinfo/:company', (c) =>
    c.req.param('company') === known.companyId
      ? c.json({
          CompanyName: known.companyId,
          CompanyID: known.companyId,
          Codebase: CODEBASE,
          VersionCode: 'v2025.1',
          SiteUrl: new URL(c.req.url).host,
          IsCloud: true,
        })
      : c.json(null),
  );
  for (const root of ROOTS) app.route(root, api(setting, known));
  app.notFound(() => notFound('Resource'));
  return { app, refusal: refused };
}

function refused(status: number): Response {
  if (status === 401) return unauthorized();
  return refusal(status, status === 429 ? 'TooManyRequests' : 'InternalServerError', 'Try again later.');
}

function api(setting: PsaSetting, keys: z.output<typeof keysSchema>): Hono {
  const { desk } = setting;
  const app = new Hono();
  app.use('*', async (c, next) => (mayCall(c, keys) ? next() : unauthorized()));
  app.get('/service/tickets', (c) =>
    search(
      c,
      desk.tickets().map((ticket) => shownTicket(setting, ticket)),
    ),
  );
  app.post('/service/tickets', async (c) => createTicket(setting, readTicket(await jsonOf(c))));
  app.get('/service/tickets/:id', (c) =>
    withTicket(c, setting, (ticket) => c.json(fieldsOf(shownTicket(setting, ticket), c.req.query('fields')))),
  );
  app.patch('/service/tickets/:id', (c) =>
    withTicket(c, setting, async (ticket) => changeTicket(setting, ticket, await jsonOf(c))),
  );
  app.get('/service/tickets/:id/notes', (c) => withTicket(c, setting, (ticket) => search(c, notesOf(ticket))));
  app.post('/service/tickets/:id/notes', (c) =>
    withTicket(c, setting, async (ticket) => addNote(setting, ticket, await jsonOf(c))),
  );
  app.get('/company/companies', (c) => search(c, companiesOf(setting)));
  app.get('/service/boards', (c) => search(c, boardsOf(setting)));
  app.get('/service/boards/:id/statuses', (c) => {
    const board = boardsOf(setting).find(({ id }) => id === Number(c.req.param('id')));
    return board === undefined ? notFound('Board') : search(c, statusesOf(setting, board));
  });
  app.get('/service/priorities', (c) => search(c, prioritiesOf(setting)));
  return app;
}

/** Both the keys and the product's own client id are needed, on every call. */
function mayCall(c: Context, { companyId, publicKey, privateKey, clientId }: z.output<typeof keysSchema>): boolean {
  const basic = Buffer.from(`${companyId}+${publicKey}:${privateKey}`).toString('base64');
  return isSameSecret(c.req.header('authorization') ?? '', `Basic ${basic}`) && c.req.header('clientid') === clientId;
}

function search(c: Context, rows: readonly object[]): Response {
  const { conditions, fields, orderBy, page = '1', pageSize = '25', ...others } = c.req.query();
  const isWanted = conditions === undefined ? () => true : conditionsOf(conditions);
  if (isWanted === undefined) return unsupported('The conditions cannot be read.');
  if (Object.keys(others).length > 0) return unsupported(`No query parameter ${Object.keys(others).join(', ')}.`);
  const size = Math.min(Number(pageSize), 1_000);
  const start = (Number(page) - 1) * size;
  if (!(size >= 1 && start >= 0)) return unsupported('page and pageSize must be numbers from 1.');
  const found = inOrder(rows.map((row) => ({ ...row })).filter(isWanted), orderBy);
  return c.json(found.slice(start, start + size).map((row) => fieldsOf(row, fields)));
}

async function withTicket(
  c: Context,
  { desk }: PsaSetting,
  answer: (ticket: VendorTicket) => Response | Promise<Response>,
): Promise<Response> {
  const ticket = desk.find(Number(c.req.param('id')));
  return ticket === undefined ? notFound('Ticket') : answer(ticket);
}

const jsonOf = (c: Context): Promise<unknown> => c.req.json().catch(() => undefined);
