import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Vault } from '../../../../config/estate.ts';
import { vaultWriter } from '../../../../lambda/adapters/vault/vault-writer.ts';
import { VaultBusy, VaultRefused } from '../../../../lambda/ports/vault.ts';
import { type Reply, type Seen, type Stub, startStub } from '../stub-server.ts';

/** What none of these vaults says of itself, and what may come all the same. */

const PASSWORD = 'Kx7-new-password-Qm4';
const KEY = 'KEY-OF-THE-VAULT';
const record = { organization: { id: '12' }, record: { id: '4711' } };

interface Told {
  readonly vault: Vault;
  readonly change: string;
  /** Its answer about the record, with the old password in it where it tells that. */
  readonly found: object;
  readonly changed: object;
  readonly other: object;
}

const hudu = { id: 4711, company_id: 12, name: 'svc-backup', username: 'svc', password: 'OLD-SECRET' };
const itGlue = { id: '4711', type: 'passwords', attributes: { name: 'svc-backup', 'organization-id': 12 } };
const systems: Readonly<Record<string, Told>> = {
  'IT Glue': {
    vault: { system: 'it-glue', region: 'us' },
    change: 'PATCH',
    found: { data: [itGlue], meta: { 'next-page': null } },
    changed: { data: itGlue },
    other: { data: { ...itGlue, id: '4712' } },
  },
  Hudu: {
    vault: { system: 'hudu', host: 'northwind.huducloud.com' },
    change: 'PUT',
    found: { asset_password: hudu },
    changed: { asset_password: { ...hudu, password: PASSWORD } },
    other: { asset_password: { ...hudu, id: 4712 } },
  },
};

let stub: Stub | undefined;
let time = 0;
beforeEach(() => {
  time = Date.UTC(2026, 11, 7, 5);
});
afterEach(async () => stub?.close());

async function connected({ vault, found }: Told, change: (request: Seen) => Reply, ask?: (request: Seen) => Reply) {
  stub = await startStub((request) => {
    if (request.method !== 'GET') return change(request);
    if (ask !== undefined) return ask(request);
    if (request.path.includes('archived=true')) return { json: { asset_passwords: [] } };
    return { json: request.path.includes('/companies/') ? { company: { id: 12, name: 'Contoso' } } : found };
  });
  const writer = vaultWriter({
    endpoint: stub.address,
    secret: async () => JSON.stringify({ apiKey: KEY }),
    vault,
    now: () => new Date(time),
  });
  if (writer === undefined) throw new Error('there is no vault');
  return writer;
}

/** The error, once it is sure that it tells no secret. */
async function errorOf(work: Promise<unknown>): Promise<Error> {
  const { value, error } = await work.then(
    (value) => ({ value, error: undefined }),
    (error: unknown) => ({ value: undefined, error }),
  );
  if (!(error instanceof Error)) throw new Error(`no error, but ${JSON.stringify(value)}`);
  const told = `${error.name} ${error.message} ${error.stack} ${JSON.stringify({ ...error })} ${String(error.cause)}`;
  for (const secret of [PASSWORD, KEY, 'OLD-SECRET', 'TEXT-OF-THE-VAULT']) expect(told).not.toContain(secret);
  return error;
}

describe.each(Object.entries(systems))('%s', (name, told) => {
  const texts = { json: { errors: [{ title: `TEXT-OF-THE-VAULT ${PASSWORD} OLD-SECRET`, detail: KEY }] } };
  test.each([
    [400, 'vault-refused'],
    [401, 'vault-not-allowed'],
    [403, 'vault-not-allowed'],
    [404, 'record-not-found'],
    [410, 'record-not-found'],
    [413, 'vault-refused'],
    [415, 'vault-refused'],
    [422, 'vault-refused'],
    [501, 'vault-refused'],
  ])('%i is a matter for a person: %s', async (status, problem) => {
    const writer = await connected(told, () => ({ status, ...texts }));
    const error = await errorOf(writer.write(record, PASSWORD));
    expect(error).toBeInstanceOf(VaultRefused);
    expect(error).toMatchObject({ problem });
    expect(error.message).toContain(`${name} answered ${status}`);
  });

  test.each([
    [429, undefined, true, undefined],
    [429, '30', true, 30],
    [429, 'Mon, 07 Dec 2026 05:02:00 GMT', true, 120],
    [503, '30', true, 30],
    [503, undefined, false, undefined],
    [408, undefined, false, undefined],
    [500, '30', false, undefined],
    [502, undefined, false, undefined],
    [304, undefined, false, undefined],
  ])('%i with Retry-After %s is tried again', async (status, after, busy, seconds) => {
    const date = new Date(time).toUTCString();
    const headers = { date, ...(after === undefined ? {} : { 'retry-after': after }) };
    const writer = await connected(told, () => ({ status, headers, ...(status === 304 ? {} : texts) }));
    const error = await errorOf(writer.write(record, PASSWORD));
    expect(error).not.toBeInstanceOf(VaultRefused);
    expect(error instanceof VaultBusy).toBe(busy);
    expect(error.message).toBe(`${name} answered ${status}`);
    if (busy) expect(error).toMatchObject({ retryAfterSeconds: seconds });
  });

  test.each<[string, Reply]>([
    ['another record', { json: told.other }],
    ['no JSON', { text: `<html>TEXT-OF-THE-VAULT ${PASSWORD}` }],
    ['nothing', { text: '' }],
    ['a list', { json: [told.changed] }],
    ['an empty object', { json: {} }],
    ['half of the answer', { json: told.changed, fault: 'cut' }],
    ['a redirect', { status: 307, headers: { location: 'http://127.0.0.1:1/' } }],
    ['no answer in time', { fault: 'silent' }],
    ['a broken connection', { fault: 'lost' }],
  ])('%s is no receipt, and is tried again', async (_what, reply) => {
    const writer = await connected(told, () => reply);
    const error = await errorOf(writer.write(record, PASSWORD));
    expect(error).not.toBeInstanceOf(VaultRefused);
    expect(stub?.seen.filter(({ method }) => method !== 'GET')).toHaveLength(1);
  });

  test.each<[string, Reply]>([
    ['no JSON', { text: '<html>TEXT-OF-THE-VAULT' }],
    ['an empty object', { json: {} }],
    ['a list of something else', { json: { data: [{}], asset_password: {} } }],
  ])('a question that is answered with %s leads to no write', async (_what, reply) => {
    const writer = await connected(
      told,
      () => ({ json: told.changed }),
      ({ path }) => (path.includes('/companies/') ? { json: { company: { id: 12, name: 'Contoso' } } } : reply),
    );
    const error = await errorOf(writer.write(record, PASSWORD));
    expect(error.message).toBe(`${name} answered with something that cannot be read`);
    expect(stub?.seen.filter(({ method }) => method !== 'GET')).toEqual([]);
  });

  test('an answer is waited for 15 seconds', async () => {
    const writer = await connected(told, () => ({ json: told.changed }));
    await writer.write(record, PASSWORD);
    expect(stub?.limits).toEqual(new Set([15_000]));
  });

  test('one write sends nothing after 75 seconds: the next try may be under way', async () => {
    const writer = await connected(
      told,
      () => ({ json: told.changed }),
      ({ path }) => {
        time += 75_000;
        return { json: path.includes('/companies/') ? { company: { id: 12, name: 'Contoso' } } : told.found };
      },
    );
    expect((await errorOf(writer.write(record, PASSWORD))).message).toBe(`${name} did not answer in time`);
    expect(stub?.seen.filter(({ method }) => method !== 'GET')).toEqual([]);
    expect(stub?.seen).toHaveLength(1);
  });

  test('pages without an end are given up', async () => {
    const page = (nth: number) => ({
      data: [{ id: String(nth), attributes: { name: `x${nth}` } }],
      companies: [{ id: nth, name: `x${nth}` }],
    });
    let nth = 0;
    const writer = await connected(
      told,
      () => ({ json: told.changed }),
      () => ({ json: page(++nth) }),
    );
    const error = await errorOf(writer.write({ ...record, organization: { name: 'Contoso' } }, PASSWORD));
    expect(error.message).toMatch(/answered more than \d+ pages/);
  });

  test('the key and the password never travel in the clear, nor in an address', async () => {
    const writer = await connected(told, () => ({ json: told.changed }));
    await writer.write(record, PASSWORD);
    for (const { path, headers } of stub?.seen ?? []) {
      expect(path).not.toContain(KEY);
      expect(path).not.toContain(PASSWORD);
      expect(headers['x-api-key']).toBe(KEY);
    }
    const outside = vaultWriter({
      endpoint: 'http://vault.example',
      secret: async () => JSON.stringify({ apiKey: KEY }),
      vault: told.vault,
      now: () => new Date(),
    });
    if (outside === undefined) throw new Error('there is no vault');
    expect((await errorOf(outside.write(record, PASSWORD))).message).toBe('vault.example must be addressed by https');
  });
});

test('IT Glue is asked for a record within its organization, and told not to show the password when it is changed', async () => {
  const told = systems['IT Glue'];
  if (told === undefined) throw new Error('no IT Glue');
  await (await connected(told, () => ({ json: told.changed }))).write(record, PASSWORD);
  expect(stub?.seen.map(({ method, path }) => `${method} ${path}`)).toEqual([
    'GET /organizations/12/relationships/passwords?filter%5Barchived%5D=false&filter%5Bid%5D=4711&page%5Bsize%5D=1000&page%5Bnumber%5D=1',
    'PATCH /passwords/4711?show_password=false',
  ]);
  expect(JSON.parse(stub?.seen[1]?.body ?? '')).toEqual({
    data: { type: 'passwords', attributes: { password: PASSWORD } },
  });
  expect(stub?.seen[1]?.headers['content-type']).toBe('application/vnd.api+json');
});

test.each([
  ['another record', { ...itGlue, id: '4712' }],
  ['a record of another organization', { ...itGlue, attributes: { ...itGlue.attributes, 'organization-id': 13 } }],
  ['a record of no organization', { ...itGlue, attributes: { name: 'svc-backup' } }],
])('IT Glue, where it overlooks a filter and shows %s: nothing is written', async (_what, shown) => {
  const told = systems['IT Glue'];
  if (told === undefined) throw new Error('no IT Glue');
  const page = { data: [shown], meta: { 'next-page': null } };
  const writer = await connected({ ...told, found: page }, () => ({ json: told.changed }));
  expect(await errorOf(writer.write(record, PASSWORD))).toMatchObject({ problem: 'record-not-found' });
  expect(stub?.seen.filter(({ method }) => method !== 'GET')).toEqual([]);
});

describe('Hudu', () => {
  const told = systems.Hudu;
  if (told === undefined) throw new Error('no Hudu');

  test('is sent the password alone', async () => {
    await (await connected(told, () => ({ json: told.changed }))).write(record, PASSWORD);
    expect(JSON.parse(stub?.seen.at(-1)?.body ?? '')).toEqual({ asset_password: { password: PASSWORD } });
  });

  test('an answer about another record leads to no write', async () => {
    const writer = await connected({ ...told, found: told.other }, () => ({ json: told.changed }));
    expect((await errorOf(writer.write(record, PASSWORD))).message).toBe(
      'Hudu answered with something that cannot be read',
    );
    expect(stub?.seen.filter(({ method }) => method !== 'GET')).toEqual([]);
  });

  test('an answer about another company leads to no write', async () => {
    const writer = await connected(
      told,
      () => ({ json: told.changed }),
      ({ path }) => ({ json: path.includes('/companies/') ? { company: { id: 13, name: 'x' } } : told.found }),
    );
    await errorOf(writer.write(record, PASSWORD));
    expect(stub?.seen).toHaveLength(1);
  });

  test('a success about nothing is no receipt: the record was deleted in between', async () => {
    const error = await errorOf((await connected(told, () => ({ json: null }))).write(record, PASSWORD));
    expect(error).toMatchObject({ name: 'VaultRefused', problem: 'record-not-found' });
  });

  test.each([['name'], ['username'], ['company_id']])('a write that changes %s too is told', async (field) => {
    const changed = { asset_password: { ...hudu, [field]: field === 'name' ? '' : null } };
    const error = await errorOf((await connected(told, () => ({ json: changed }))).write(record, PASSWORD));
    expect(error).toMatchObject({
      problem: 'vault-refused',
      message: 'Hudu changed more of record 4711 than its password',
    });
  });
});
