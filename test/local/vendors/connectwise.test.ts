import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import * as z from 'zod';
import { type Inbox, startInbox } from '../../../local/inbox/index.ts';
import { senders } from '../inbox/messages-by-product.ts';

const keysSchema = z.object({
  companyId: z.string(),
  publicKey: z.string(),
  privateKey: z.string(),
  clientId: z.string(),
});

let folder: string;
let inbox: Inbox;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'inbox-'));
  inbox = await startInbox({
    port: 0,
    folder,
    clock: { now: () => new Date(), elapsed: () => 0 },
    psa: { companies: ['CONTOSO', 'FABRIKAM'] },
  });
});
afterEach(async () => {
  await inbox.close();
  await rm(folder, { recursive: true });
});

const key = 'm365rot:2026-12-07-admin-monthly:contoso';
const ticket = { key, company: 'CONTOSO', summary: 'Passwords rotated', body: 'Six accounts' };

const call = (
  path: string,
  init: { readonly method?: string; readonly body?: unknown; readonly headers?: Record<string, string> } = {},
) => {
  const { companyId, publicKey, privateKey, clientId } = keysSchema.parse(JSON.parse(inbox.psas.connectwise.secret));
  return fetch(`${inbox.psas.connectwise.endpoint}/v4_6_release/apis/3.0/${path}`, {
    method: init.method ?? 'GET',
    headers: {
      authorization: `Basic ${Buffer.from(`${companyId}+${publicKey}:${privateKey}`).toString('base64')}`,
      clientId,
      'content-type': 'application/json',
      ...init.headers,
    },
    ...(init.body === undefined ? {} : { body: JSON.stringify(init.body) }),
  });
};
const create = (changes: object = {}) =>
  call('service/tickets', { method: 'POST', body: { summary: 'x', company: { identifier: 'CONTOSO' }, ...changes } });

test('the product makes one ticket per key, however often it asks', async () => {
  const { tickets } = senders(inbox);
  const first = await tickets.create(ticket);
  expect(await tickets.create(ticket)).toBe(first);
  expect(await tickets.create({ ...ticket, key: `${key}-2` })).not.toBe(first);
  expect(inbox.counts().tickets).toBe(2);
  expect(await (await call(`service/tickets/${first}`)).json()).toMatchObject({
    externalXRef: key,
    board: { name: 'Security' },
    status: { name: 'New' },
  });
});

test('two creates without a search make two tickets: nothing here is idempotent by itself', async () => {
  await create({ externalXRef: key });
  await create({ externalXRef: key });
  expect(inbox.counts().tickets).toBe(2);
  const found = await call(`service/tickets?conditions=${encodeURIComponent(`externalXRef="${key}"`)}&fields=id`);
  expect(Object.keys((await found.json())[0])).toEqual(['id']);
});

test('a search by another key finds nothing, and one that cannot be read is refused', async () => {
  await create({ externalXRef: key });
  expect(await (await call(`service/tickets?conditions=${encodeURIComponent('externalXRef="other"')}`)).json()).toEqual(
    [],
  );
  expect((await call(`service/tickets?conditions=${encodeURIComponent('externalXRef like "m365%"')}`)).status).toBe(
    400,
  );
});

describe('refuses', () => {
  test.each([
    ['a long summary', { summary: 'x'.repeat(101) }, 'summary'],
    ['an unknown company', { company: { identifier: 'NOBODY' } }, 'company'],
    ['an unknown board', { board: { name: 'Nowhere' } }, 'board'],
    ['a misspelt field', { externalXref: key }, 'ticket'],
  ])('a ticket with %s', async (_, changes, field) => {
    const response = await create(changes);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ code: 'InvalidObject', errors: [{ field }] });
    expect(inbox.counts().tickets).toBe(0);
  });

  test.each([
    ['wrong keys', { authorization: `Basic ${Buffer.from('a+b:c').toString('base64')}` }],
    ['another client id', { clientId: 'other' }],
  ])('%s', async (_, headers) => {
    expect((await call('service/tickets', { headers })).status).toBe(401);
  });

  test('other resources', async () => {
    expect((await call('company/contacts')).status).toBe(404);
    expect((await call('service/tickets/1')).status).toBe(404);
  });
});

test('notes are kept apart by who may see them', async () => {
  const { id } = await (await create()).json();
  const note = (body: object) => call(`service/tickets/${id}/notes`, { method: 'POST', body });
  expect((await note({ text: 'for us', internalAnalysisFlag: true, processNotifications: false })).status).toBe(201);
  expect((await note({ text: 'for all', detailDescriptionFlag: true, internalAnalysisFlag: true })).status).toBe(201);
  expect((await note({ txt: 'x' })).status).toBe(400);
  expect(await (await call(`service/tickets/${id}/notes`)).json()).toMatchObject([
    { text: 'for us', internalAnalysisFlag: true },
    { text: 'for all', internalAnalysisFlag: false },
  ]);
});

test('a ticket is closed by a list of operations, with a status of its board', async () => {
  const { id } = await (await create()).json();
  const [, closed] = await (await call('service/boards/1/statuses?conditions=closedStatus=true')).json();
  const [, ofAnotherBoard] = await (await call('service/boards/2/statuses?conditions=closedStatus=true')).json();
  const patch = (body: unknown) => call(`service/tickets/${id}`, { method: 'PATCH', body });
  expect((await patch({ status: { id: closed.id } })).status).toBe(400);
  expect((await patch([{ op: 'replace', path: 'status', value: { id: ofAnotherBoard.id } }])).status).toBe(400);
  const response = await patch([{ op: 'replace', path: 'status', value: { id: closed.id } }]);
  expect(await response.json()).toMatchObject({ closedFlag: true });
});

test('companies are found by identifier', async () => {
  const found = await call(
    `company/companies?conditions=${encodeURIComponent('identifier="FABRIKAM"')}&fields=id,identifier`,
  );
  expect(await found.json()).toEqual([{ id: 3, identifier: 'FABRIKAM' }]);
});
