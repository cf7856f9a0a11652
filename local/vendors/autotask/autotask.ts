import { type Context, Hono } from 'hono';
import * as z from 'zod';
import { isSameSecret } from '../../same-secret.ts';
import type { PsaKeys, PsaSetting } from '../psa-setting.ts';
import type { Simulation } from '../simulation.ts';
import { budget } from './budget.ts';
import { entityInformation, fieldInformation } from './field-information.ts';
import { companiesOf, picklistsOf } from './instance.ts';
import { answerQuery } from './query.ts';
import { notFound, overBudget, refusal, tooManyThreads, unauthorized, unreadable } from './refusal.ts';
import {
  addNote,
  createTicket,
  noteRowFields,
  noteRows,
  patchTicket,
  putTicket,
  ticketRowFields,
  ticketRows,
} from './tickets.ts';

const keysSchema = z.object({ userName: z.string(), secret: z.string(), integrationCode: z.string() });

/** Codes of integrations have 27 characters. */
const CODE_LENGTH = 27;

export const newAutotaskKeys = (random: () => string): PsaKeys => ({
  userName: 'rotation@northwind.example',
  secret: random(),
  integrationCode: random()
    .replaceAll(/[^A-Za-z0-9]/g, '')
    .padEnd(CODE_LENGTH, 'X')
    .slice(0, CODE_LENGTH)
    .toUpperCase(),
});

/** Where this simulation is mounted. */
const MOUNT = '/autotask';
const ROOT = '/ATServicesRest/V1.0';

/** Autotask, as far as tickets go. Zone discovery leads back here. As there, nothing keeps two tickets from having one `externalID`. */
export function autotask(setting: PsaSetting, keys: PsaKeys): Simulation {
  const known = keysSchema.parse(keys);
  const app = new Hono();
  app.get(`${ROOT}/zoneInformation`, (c) =>
    c.req.query('user')?.toLowerCase() === known.userName.toLowerCase()
      ? c.json({
          zoneName: 'Simulated zone',
          url: `${new URL(c.req.url).origin}${MOUNT}/ATServicesRest/`,
          webUrl: `${new URL(c.req.url).origin}/`,
          ci: 4711,
        })
      : unreadable('Zone information could not be found for the given user.'),
  );
  app.route(ROOT, api(setting, known));
  app.notFound(() => notFound());
  return { app, refusal };
}

function api(setting: PsaSetting, keys: z.output<typeof keysSchema>): Hono {
  const app = new Hono();
  const limits = budget(setting.now);
  app.use('*', async (c, next) => {
    if (!mayCall(c, keys)) return unauthorized();
    const spent = await limits.spend(objectOf(c.req.path), next);
    if (spent === 'no-thread') return tooManyThreads();
    return spent === 'no-request' ? overBudget() : undefined;
  });
  const information = fieldInformation(picklistsOf(setting));
  app.get('/Tickets/entityInformation', (c) => c.json(entityInformation));
  app.get('/Tickets/entityInformation/fields', (c) => c.json(information.Tickets));
  app.get('/TicketNotes/entityInformation/fields', (c) => c.json(information.TicketNotes));
  app.post('/Tickets', async (c) => createTicket(setting, await jsonOf(c)));
  app.patch('/Tickets', async (c) => patchTicket(setting, await jsonOf(c)));
  app.put('/Tickets', async (c) => putTicket(setting, await jsonOf(c)));
  app.post('/Tickets/query', async (c) => answerQuery(ticketRows(setting), ticketRowFields, await jsonOf(c)));
  app.post('/Tickets/:id{[0-9]+}/Notes', async (c) => addNote(setting, Number(c.req.param('id')), await jsonOf(c)));
  app.post('/TicketNotes/query', async (c) => answerQuery(noteRows(setting), noteRowFields, await jsonOf(c)));
  app.post('/Companies/query', async (c) =>
    answerQuery(companiesOf(setting), ['id', 'companyName', 'isActive'], await jsonOf(c)),
  );
  return app;
}

/** Threads are counted per kind of object. */
const objectOf = (path: string) => path.slice(path.indexOf(ROOT) + ROOT.length + 1).split('/')[0] ?? '';

/** All three are needed, on every call. */
function mayCall(c: Context, { userName, secret, integrationCode }: z.output<typeof keysSchema>): boolean {
  return (
    c.req.header('username')?.toLowerCase() === userName.toLowerCase() &&
    isSameSecret(c.req.header('secret') ?? '', secret) &&
    isSameSecret(c.req.header('apiintegrationcode') ?? '', integrationCode)
  );
}

const jsonOf = (c: Context): Promise<unknown> => c.req.json().catch(() => undefined);
