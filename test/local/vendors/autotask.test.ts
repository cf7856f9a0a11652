import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import * as z from 'zod';
import { type Inbox, startInbox } from '../../../local/inbox/index.ts';
import { autotask } from '../../../local/vendors/autotask/autotask.ts';
import { budget } from '../../../local/vendors/autotask/budget.ts';
import { describeWithSchemas, vendorSchemas } from '../../contract/vendor-schemas.ts';

const keysSchema = z.object({ userName: z.string(), secret: z.string(), integrationCode: z.string() });
const idSchema = z.object({ itemId: z.int() });

let folder: string;
let inbox: Inbox;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'inbox-'));
  inbox = await startInbox({
    port: 0,
    folder,
    clock: { now: () => new Date(), elapsed: () => 0 },
    psa: { companies: ['Contoso Ltd', 'Gone Ltd'], inactiveCompanies: ['Gone Ltd'] },
  });
});
afterEach(async () => {
  await inbox.close();
  await rm(folder, { recursive: true });
});

const keys = () => keysSchema.parse(JSON.parse(inbox.psas.autotask.secret));

const call = (
  path: string,
  { method = 'GET', body, headers = {} }: { method?: string; body?: unknown; headers?: Record<string, string> } = {},
) => {
  const { userName, secret, integrationCode } = keys();
  return fetch(`${inbox.psas.autotask.endpoint}/ATServicesRest/V1.0/${path}`, {
    method,
    headers: {
      apiintegrationcode: integrationCode,
      username: userName,
      secret,
      'content-type': 'application/json',
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
};

const failing = () => {
  throw new Error('nothing is written here');
};

const ticket = {
  companyID: 29_684_175,
  title: 'Passwords rotated',
  status: 1,
  priority: 4,
  queueID: 29_682_833,
  dueDateTime: '2026-12-14T20:00:00Z',
  externalID: 'm365rot:x',
  description: 'What happened',
};
const create = (changes: object = {}) => call('Tickets', { method: 'POST', body: { ...ticket, ...changes } });
const find = async (filter: object) =>
  z
    .object({ items: z.array(z.record(z.string(), z.unknown())) })
    .parse(await (await call('Tickets/query', { method: 'POST', body: { filter: [filter] } })).json()).items;

test('tells the zone to whoever names the API user, and to nobody else', async () => {
  const ask = (user: string) =>
    fetch(`${inbox.psas.autotask.endpoint}/ATServicesRest/V1.0/zoneInformation?user=${encodeURIComponent(user)}`);
  expect(await (await ask(keys().userName)).json()).toMatchObject({
    url: `${inbox.psas.autotask.endpoint}/ATServicesRest/`,
  });
  expect((await ask('nobody@x.example')).status).toBe(500);
});

test.each([
  ['secret', 'old'],
  ['username', 'nobody@x.example'],
  ['apiintegrationcode', 'X'.repeat(27)],
])('another %s is refused, in plain text', async (name, value) => {
  const response = await call('Tickets/entityInformation', { headers: { [name]: value } });
  expect([response.status, await response.text()]).toEqual([401, 'Unauthorized']);
});

describe('refuses a ticket with', () => {
  test.each<[string, object, string]>([
    ['no due date', { dueDateTime: undefined }, 'dueDateTime is required.; on record number [0].'],
    ['a time that is not UTC', { dueDateTime: '2026-12-14T20:00:00+01:00' }, 'dueDateTime is not a valid value.'],
    ['a long key', { externalID: 'x'.repeat(51) }, 'externalID exceeds the maximum length of 50.'],
    ['a long title', { title: 'x'.repeat(256) }, 'title exceeds the maximum length of 255.'],
    ['no queue and no resource', { queueID: undefined }, 'queueID is required, or both'],
    ['half a resource', { queueID: undefined, assignedResourceID: 4 }, 'queueID is required, or both'],
    ['a company that is none', { companyID: 1 }, 'companyID 1 does not exist.'],
    ['an inactive company', { companyID: 29_684_176 }, 'companyID 29684176 is inactive.'],
    ['a status that is inactive', { status: 12 }, 'status 12 is not a valid or active picklist value.'],
    ['a queue that is none', { queueID: 5 }, 'queueID 5 is not a valid'],
    ['a text for a number', { priority: '4' }, 'priority is not a valid value.'],
    ['a misspelt field', { externalId: 'x' }, 'externalId is not a field'],
  ])('%s, by a 500 that says so', async (_name, changes, sentence) => {
    const response = await create(changes);
    expect(response.status).toBe(500);
    expect(await response.json()).toEqual({ errors: [expect.stringContaining(sentence)] });
    expect(inbox.counts().tickets).toBe(0);
  });
});

test('two tickets may have one key, and are found without regard to capitals', async () => {
  await create();
  await create();
  expect(await find({ op: 'eq', field: 'externalID', value: 'M365ROT:X' })).toHaveLength(2);
  expect(await find({ op: 'noteq', field: 'externalID', value: 'm365rot:x' })).toEqual([]);
});

test('a query by what tickets do not have, or by no operator, is refused', async () => {
  for (const filter of [{ op: 'eq', field: 'externalKey', value: 1 }, { op: 'is', field: 'id', value: 1 }, {}]) {
    expect((await call('Tickets/query', { method: 'POST', body: { filter: [filter] } })).status).toBe(500);
  }
});

test('PATCH changes what is sent; PUT empties what is not', async () => {
  const { itemId: id } = idSchema.parse(await (await create()).json());
  expect((await call('Tickets', { method: 'PATCH', body: { id, status: 5 } })).status).toBe(200);
  const byId = { op: 'eq', field: 'id', value: id };
  expect(await find(byId)).toMatchObject([{ status: 5, externalID: 'm365rot:x', description: 'What happened' }]);
  const { externalID: _key, description: _text, ...rest } = ticket;
  expect((await call('Tickets', { method: 'PUT', body: { ...rest, id } })).status).toBe(200);
  expect(await find(byId)).toMatchObject([{ status: 1, externalID: '', description: '' }]);
  expect((await call('Tickets', { method: 'PATCH', body: { id: 4_711, status: 5 } })).status).toBe(404);
});

test('a note goes by the route of its ticket alone, and says who sees it', async () => {
  const { itemId } = idSchema.parse(await (await create()).json());
  const note = { title: 'a', description: 'b', noteType: 3, publish: 2 };
  const add = (path: string, changes: object = {}) => call(path, { method: 'POST', body: { ...note, ...changes } });
  expect((await add(`Tickets/${itemId}/Notes`)).status).toBe(200);
  expect((await add(`Tickets/${itemId}/Notes`, { publish: 1 })).status).toBe(200);
  expect((await add('TicketNotes')).status).toBe(404);
  expect((await add(`Tickets/${itemId}/Notes`, { publish: 3 })).status).toBe(500);
  expect((await add(`Tickets/${itemId}/Notes`, { title: 'x'.repeat(251) })).status).toBe(500);
  const query = { filter: [{ op: 'eq', field: 'ticketID', value: itemId }], IncludeFields: ['title'] };
  expect(await (await call('TicketNotes/query', { method: 'POST', body: query })).json()).toMatchObject({
    items: [{ title: 'a' }, { title: 'a' }],
  });
});

test('companies are found by some of their names and ids', async () => {
  const items = [
    { op: 'in', field: 'companyName', value: ['contoso ltd'] },
    { op: 'in', field: 'id', value: [29_684_176] },
  ];
  const found = await call('Companies/query', { method: 'POST', body: { filter: [{ op: 'or', items }] } });
  expect(await found.json()).toMatchObject({
    items: [
      { companyName: 'Contoso Ltd', isActive: true },
      { companyName: 'Gone Ltd', isActive: false },
    ],
    pageDetails: { count: 2, nextPageUrl: null },
  });
});

describe('what an integration may ask', () => {
  test('is three at once of each kind of object', async () => {
    const limits = budget(() => new Date());
    let finish = () => {};
    const waiting = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const three = [1, 2, 3].map(() => limits.spend('Tickets', () => waiting));
    expect(await limits.spend('Tickets', async () => {})).toBe('no-thread');
    expect(await limits.spend('Companies', async () => {})).toBe('done');
    finish();
    await Promise.all(three);
    expect(await limits.spend('Tickets', async () => {})).toBe('done');
  });

  test('holds for every request but the question for the zone', async () => {
    const desk = { tickets: () => [], find: () => undefined, open: failing, change: failing };
    const setting = {
      desk,
      companies: [],
      places: ['A'],
      closedStatus: 'Complete',
      priorities: ['B'],
      now: () => new Date(),
    };
    const { app } = autotask(setting, keys());
    const { userName, secret, integrationCode } = keys();
    const headers = { username: userName, secret, apiintegrationcode: integrationCode };
    const body = JSON.stringify({ filter: [{ op: 'eq', field: 'id', value: 1 }] });
    const statusesOf = async (path: string, init: object) =>
      (await Promise.all([1, 2, 3, 4].map(() => app.request(`/ATServicesRest/V1.0/${path}`, init)))).map(
        ({ status }) => status,
      );
    expect(await statusesOf('Tickets/query', { method: 'POST', headers, body })).toEqual([200, 200, 200, 429]);
    expect(await statusesOf(`zoneInformation?user=${userName}`, {})).toEqual([200, 200, 200, 200]);
  });

  test('is 10,000 in any hour', async () => {
    let time = 0;
    const limits = budget(() => new Date(time));
    for (let i = 0; i < 10_000; i += 1) await limits.spend('Tickets', async () => {});
    expect(await limits.spend('Tickets', async () => {})).toBe('no-request');
    time = 3_600_000;
    expect(await limits.spend('Tickets', async () => {})).toBe('done');
  });

  test('and is refused by a 429', async () => {
    inbox.psas.autotask.fail(() => ({ kind: 'throttled', retryAfterSeconds: 30 }));
    const response = await create();
    expect([response.status, response.headers.get('retry-after')]).toEqual([429, '30']);
  });
});

describeWithSchemas('Autotask’s own schema', () => {
  test('knows how the simulation refuses', async () => {
    const problems = vendorSchemas('autotask.json');
    expect(problems('Error', await (await create({ title: '' })).json())).toEqual([]);
    expect(problems('Error', await (await call('Tickets/query', { method: 'POST', body: {} })).json())).toEqual([]);
  });
});
