import { randomBytes, randomUUID } from 'node:crypto';
import { type Context, Hono } from 'hono';
import * as z from 'zod';
import { isSameSecret } from '../../same-secret.ts';
import type { PsaKeys, PsaSetting } from '../psa-setting.ts';
import type { Simulation } from '../simulation.ts';
import { tokenSchema } from './bodies.ts';
import { clientsOf, OUTCOMES, prioritiesOf, statusesOf, ticketTypesOf } from './instance.ts';
import { invalid, notFound, refusal, unauthorized } from './refusal.ts';
import { saveActions, saveTickets } from './saving.ts';
import { shownAction, shownTicket } from './showing.ts';

const keysSchema = z.object({ clientId: z.string(), clientSecret: z.string() });

export const newHaloKeys = (random: () => string): PsaKeys => ({ clientId: randomUUID(), clientSecret: random() });

const TOKEN_SECONDS = 3_600;
/** As it is reported of hosted instances. */
const BUDGET = { requests: 300, perMs: 5 * 60_000 } as const;
const LARGEST_PAGE = 100;

/** HaloPSA, as far as tickets go. As there, nothing keeps two tickets from having one `third_party_id_string`, and nothing finds them by it. */
export function haloPsa(setting: PsaSetting, keys: PsaKeys): Simulation {
  const known = keysSchema.parse(keys);
  const tokens = new Map<string, number>();
  const app = new Hono();
  app.post('/auth/token', async (c) => {
    const form = tokenSchema.safeParse(Object.fromEntries(new URLSearchParams(await c.req.text())));
    if (!form.success) return c.json({ error: 'invalid_request' }, 400);
    const { client_id, client_secret } = form.data;
    if (client_id !== known.clientId || !isSameSecret(client_secret, known.clientSecret)) {
      return c.json({ error: 'invalid_client' }, 400);
    }
    const access_token = randomBytes(24).toString('base64url');
    tokens.set(access_token, setting.now().getTime() + TOKEN_SECONDS * 1_000);
    return c.json({ access_token, token_type: 'Bearer', expires_in: TOKEN_SECONDS });
  });
  const isOverBudget = budget(setting.now);
  app.use('/api/*', async (c, next) => {
    const until = tokens.get(/^Bearer (.+)$/.exec(c.req.header('authorization') ?? '')?.[1] ?? '');
    if (until === undefined || until <= setting.now().getTime()) return unauthorized();
    return isOverBudget() ? refusal(429, 'TooManyRequestsException', 'Too many requests.') : next();
  });
  app.route('/api', api(setting));
  app.notFound(() => notFound('The address'));
  return { app, refusal: refused };
}

function refused(status: number): Response {
  if (status === 401) return unauthorized();
  return refusal(status, status === 429 ? 'TooManyRequestsException' : 'Exception', 'Try again later.');
}

function api(setting: PsaSetting): Hono {
  const app = new Hono();
  app.post('/Tickets', async (c) => saveTickets(setting, await jsonOf(c)));
  app.get('/Tickets', (c) => {
    const { client_id, requesttype_id, search } = c.req.query();
    // The search looks at texts, and not at the reference: nobody says that it does.
    const isFound = (row: ReturnType<typeof shownTicket>) =>
      (client_id === undefined || String(row.client_id) === client_id) &&
      (requesttype_id === undefined || String(row.tickettype_id) === requesttype_id) &&
      holds(`${row.summary} ${row.details}`, search);
    return page(
      c,
      'tickets',
      setting.desk
        .tickets()
        .map((ticket) => shownTicket(setting, ticket))
        .filter(isFound),
    );
  });
  app.get('/Tickets/:id', (c) => {
    const ticket = setting.desk.find(Number(c.req.param('id')));
    return ticket === undefined ? notFound('The ticket') : c.json(shownTicket(setting, ticket));
  });
  app.post('/Actions', async (c) => saveActions(setting, await jsonOf(c)));
  app.get('/Actions', (c) => {
    const ticket = setting.desk.find(Number(c.req.query('ticket_id')));
    if (ticket === undefined) return notFound('The ticket');
    const actions = ticket.notes.map(shownAction(ticket)).reverse();
    return c.json({ record_count: actions.length, actions: actions.slice(0, Number(c.req.query('count') ?? '50')) });
  });
  app.get('/Client', (c) =>
    page(
      c,
      'clients',
      clientsOf(setting).filter(({ name }) => holds(name, c.req.query('search'))),
    ),
  );
  app.get('/Client/:id', (c) => {
    const client = clientsOf(setting).find(({ id }) => id === Number(c.req.param('id')));
    return client === undefined ? notFound('The client') : c.json(client);
  });
  app.get('/TicketType', (c) => c.json(ticketTypesOf(setting)));
  app.get('/Outcome', (c) => c.json(OUTCOMES));
  app.get('/Priority', (c) => c.json(prioritiesOf(setting)));
  app.get('/Status', (c) => {
    const statuses = statusesOf(setting).filter(({ closes }) => !closes || c.req.query('excludeclosed') !== 'true');
    // Halo does not say which of them close.
    return c.json(statuses.map(({ closes: _, ...status }) => status));
  });
  return app;
}

/** Without `pageinate` Halo gives the first fifty. */
function page(c: Context, member: string, rows: readonly object[]): Response {
  const { pageinate, page_size = '50', page_no = '1' } = c.req.query();
  const size = pageinate === 'true' ? Math.min(Number(page_size), LARGEST_PAGE) : 50;
  const start = pageinate === 'true' ? (Number(page_no) - 1) * size : 0;
  if (!(size >= 1 && start >= 0)) return invalid('page_size and page_no must be numbers from 1');
  return c.json({ record_count: rows.length, [member]: rows.slice(start, start + size) });
}

const holds = (text: string, search: string | undefined): boolean =>
  search === undefined || text.toLowerCase().includes(search.toLowerCase());

/** @returns counts a request, and says whether it is one too many */
function budget(now: () => Date): () => boolean {
  let times: number[] = [];
  return () => {
    const at = now().getTime();
    times = times.filter((time) => time > at - BUDGET.perMs);
    if (times.length >= BUDGET.requests) return true;
    times.push(at);
    return false;
  };
}

const jsonOf = (c: Context): Promise<unknown> => c.req.json().catch(() => undefined);
