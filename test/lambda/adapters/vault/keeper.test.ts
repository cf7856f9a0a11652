import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { platform } from '@keeper-security/secrets-manager-core';
import fc from 'fast-check';
import { keeper } from '../../../../lambda/adapters/vault/keeper.ts';
import type { VaultRecordName } from '../../../../lambda/domain/credential/vault-record.ts';
import { VaultBusy, VaultRefused } from '../../../../lambda/ports/vault.ts';
import { configOf } from '../../../../local/vendors/keeper/device.ts';
import { type KeeperVariant, keeper as simulation } from '../../../../local/vendors/keeper/keeper.ts';
import { FIRST_PASSWORD, type FilledOrganization } from '../../../../local/vendors/vault/record-store.ts';
import { nasty } from '../../domain/text/hostile.ts';
import { type Reply, type Stub, startStub } from '../stub-server.ts';
import { KEY, type SimulatedVault, simulatedVault } from './simulated-vault.ts';

const PASSWORD = 'T6kq-new-password-9Xw';

const customers: readonly FilledOrganization[] = [
  {
    name: 'Contoso',
    records: [
      { name: 'M365 alice', username: 'alice@contoso.example' },
      { name: 'M365 svc', username: 'svc@contoso.example' },
      { name: 'M365 old', username: 'old@contoso.example', archived: true },
    ],
  },
  { name: 'Fabrikam', records: [{ name: 'M365 alice', username: 'alice@fabrikam.example' }] },
];

let vault: SimulatedVault | undefined;
const open = () => {
  if (vault === undefined) throw new Error('no vault is open');
  return vault;
};
let stub: Stub | undefined;
let printed: readonly ReturnType<typeof jest.spyOn>[];
beforeEach(() => {
  printed = (['log', 'warn', 'error', 'info', 'debug'] as const).map((method) =>
    jest.spyOn(console, method).mockImplementation(() => undefined),
  );
});
afterEach(async () => {
  for (const method of printed) expect(method).not.toHaveBeenCalled();
  await stub?.close();
  stub = undefined;
  await vault?.close();
  vault = undefined;
  jest.restoreAllMocks();
});

let time = Date.parse('2026-12-07T05:00:00Z');
const now = () => new Date(time);

const system = { system: 'keeper', region: 'eu' } as const;
const start = async (variant: KeeperVariant = {}, filled = customers) => {
  await vault?.close();
  vault = await simulatedVault(system, filled, (setting) => simulation(setting, variant), now);
  return vault.vault;
};
const secretWith = (config: unknown) => JSON.stringify({ config });
const configAt = (host: string) => JSON.parse(Buffer.from(configOf(KEY, host), 'base64').toString());
/** Keeper elsewhere, with a device of our own. */
const connected = (endpoint: string, config: object) =>
  keeper({ endpoint, secret: async () => secretWith(JSON.stringify(config)), vault: system, now });

const folderUid = (name: string) =>
  open()
    .store.organizations()
    .find((each) => each.name === name)?.id ?? '';
const recordOf = (username: string) =>
  open()
    .store.records()
    .find((each) => each.username === username);
const named = (username = 'alice@contoso.example', folder = 'Contoso') => ({
  organization: { id: folderUid(folder) },
  record: { id: recordOf(username)?.id ?? '' },
});
const written = () =>
  open()
    .store.records()
    .filter(({ writes }) => writes > 0);

async function thrownBy(work: Promise<unknown>): Promise<Error> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof Error)) throw new Error('nothing was thrown');
  const text = `${error.message} ${error.stack} ${JSON.stringify(error)} ${error.cause}`;
  const { privateKey, appKey } = configAt('x');
  for (const secret of [PASSWORD, FIRST_PASSWORD, privateKey, appKey]) expect(text).not.toContain(secret);
  return error;
}
async function refusalOf(work: Promise<unknown>): Promise<VaultRefused> {
  const error = await thrownBy(work);
  if (!(error instanceof VaultRefused)) throw new Error(`was not refused: ${error}`);
  return error;
}

describe('a record', () => {
  test('is checked without its key, and written', async () => {
    const writer = await start();
    const unwrap = jest.spyOn(platform, 'unwrap');
    expect(await writer.check(named())).toEqual({ recordId: named().record.id });
    expect(unwrap).not.toHaveBeenCalled();
    expect(open().exchanges.map(({ path }) => path)).toEqual(['/api/rest/sm/v1/get_secret']);
    expect(await writer.write(named(), PASSWORD)).toEqual({ recordId: named().record.id });
    expect(written()).toMatchObject([{ username: 'alice@contoso.example', password: PASSWORD }]);
    expect(platform.hasKeysCached()).toBe(false);
  });

  test('nothing on the way can be read', async () => {
    const writer = await start();
    await writer.write(named(), PASSWORD);
    expect(JSON.stringify(open().exchanges)).not.toMatch(new RegExp(`${PASSWORD}|alice|recordUid|${FIRST_PASSWORD}`));
  });

  test('may be written twice, and several at once', async () => {
    const writer = await start();
    await Promise.all([
      writer.write(named(), PASSWORD),
      writer.write(named('svc@contoso.example'), 'other-password'),
      writer.check(named()),
      writer.write(named('alice@fabrikam.example', 'Fabrikam'), 'third-password'),
      writer.write(named(), PASSWORD),
    ]);
    expect(written().map(({ username, password, writes }) => [username, password, writes])).toEqual([
      ['alice@contoso.example', PASSWORD, 2],
      ['svc@contoso.example', 'other-password', 1],
      ['alice@fabrikam.example', 'third-password', 1],
    ]);
  });

  test('keeps everything but its password, whatever it holds', async () => {
    const json = fc.dictionary(fc.oneof(nasty, fc.string()), fc.jsonValue(), { maxKeys: 4, noNullPrototype: true });
    const content = fc.record({
      more: json,
      title: nasty,
      before: fc.array(fc.record({ type: fc.constantFrom('login', 'url', 'text'), value: fc.array(fc.jsonValue()) })),
      custom: fc.array(fc.record({ type: fc.constantFrom('text', 'password'), value: fc.array(fc.jsonValue()) })),
    });
    await fc.assert(
      fc.asyncProperty(content, async ({ more, title, before, custom }) => {
        // As the server keeps it: text.
        const holds = JSON.parse(
          JSON.stringify({
            ...more,
            title,
            custom,
            fields: [...before, { type: 'password', label: 'x', value: ['old'] }],
          }),
        );
        let changed: unknown;
        const writer = await start({ content: () => holds, onChange: (now) => (changed = now) });
        await writer.write(named(), PASSWORD);
        const fields = [...holds.fields.slice(0, -1), { type: 'password', label: 'x', value: [PASSWORD] }];
        expect(JSON.stringify(changed)).toBe(JSON.stringify({ ...holds, fields }));
      }),
      { numRuns: 50 },
    );
  });

  test.each<[string, () => VaultRecordName, RegExp]>([
    ['that is not there', () => ({ ...named(), record: { id: 'A'.repeat(22) } }), /shows no record A+ /],
    [
      'of another customer',
      () => ({ ...named(), organization: { id: folderUid('Fabrikam') } }),
      /is not in the shared folder/,
    ],
    ['in the bin', () => named('old@contoso.example'), /shows no record/],
    ['by its name', () => ({ ...named(), record: { name: 'M365 alice' } }), /'M365 alice' is no record UID/],
    [
      'in a folder by its name',
      () => ({ ...named(), organization: { name: 'Contoso' } }),
      /is not in the shared folder/,
    ],
    ['by what is no UID', () => ({ ...named(), record: { id: '../../admin' } }), /is no record UID/],
  ])('%s is not written', async (_, name, message) => {
    const writer = await start();
    for (const work of [() => writer.check(name()), () => writer.write(name(), PASSWORD)]) {
      expect(await refusalOf(work())).toMatchObject({
        problem: 'record-not-found',
        message: expect.stringMatching(message),
      });
    }
    expect(written()).toEqual([]);
  });

  test.each<[string, unknown, RegExp]>([
    ['no password', { fields: [{ type: 'login', value: ['x'] }] }, /has no field of the type password/],
    [
      'two',
      {
        fields: [
          { type: 'password', value: [] },
          { type: 'password', value: [] },
        ],
      },
      /has 2 fields/,
    ],
    ['a password of its own alone', { fields: [], custom: [{ type: 'password', value: [] }] }, /has no field/],
    ['no fields', { title: 'x' }, /has no field/],
    ['nothing', null, /has no field/],
  ])('with %s is not written', async (_, content, message) => {
    const writer = await start({ content: () => content });
    const refusal = await refusalOf(writer.write(named(), PASSWORD));
    expect(refusal).toMatchObject({ problem: 'vault-refused', message: expect.stringMatching(message) });
    expect(written()).toEqual([]);
  });

  test('that the application may only read is seen the day before', async () => {
    const writer = await start({ mayEdit: false });
    expect((await refusalOf(writer.check(named()))).message).toMatch(/may read .* and not edit/);
    expect(await refusalOf(writer.write(named(), PASSWORD))).toMatchObject({
      problem: 'vault-not-allowed',
      message: expect.stringContaining('403 access_denied'),
    });
  });

  test('that cannot be decrypted is said to be so, and what the SDK prints about it is dropped', async () => {
    await start();
    const appKey = Buffer.alloc(32, 7).toString('base64');
    const writer = open().withSecret(secretWith(JSON.stringify({ ...configAt(open().host), appKey })));
    expect(await refusalOf(writer.write(named(), PASSWORD))).toMatchObject({
      problem: 'vault-refused',
      message: expect.stringContaining('cannot be decrypted'),
    });
  });
});

test('what the SDK prints of a record that is no JSON does not reach the console, and nobody’s error', async () => {
  const text = `{"fields":[],"notes":"${PASSWORD}`;
  const writer = await start({ content: () => text });
  expect((await refusalOf(writer.write(named(), PASSWORD))).message).toContain('cannot be decrypted');
});

describe('a device', () => {
  test('that was removed', async () => {
    let isRevoked = false;
    const writer = await start({ isRevoked: () => isRevoked });
    await writer.check(named());
    isRevoked = true;
    for (const work of [() => writer.check(named()), () => writer.write(named(), PASSWORD)]) {
      expect((await refusalOf(work())).problem).toBe('vault-not-allowed');
    }
  });

  test('of another region is refused before anything is sent', async () => {
    await start();
    const writer = open().withSecret(secretWith(configOf(KEY, 'keepersecurity.com')));
    expect((await refusalOf(writer.write(named(), PASSWORD))).message).toMatch(/is not for 127\.0\.0\.1:\d+,/);
    expect(open().exchanges).toEqual([]);
  });

  test('whose config is JSON as text is let in too', async () => {
    await start();
    await open()
      .withSecret(secretWith(JSON.stringify(configAt(open().host))))
      .write(named(), PASSWORD);
    expect(written()).toHaveLength(1);
  });

  test.each<[string, (config: Record<string, string>) => string]>([
    ['nothing', () => ''],
    ['no config', () => '{}'],
    ['a config that is no JSON', () => secretWith('not base64 of json')],
    [
      'a device that is not bound',
      ({ appKey, ...config }) => secretWith(JSON.stringify({ ...config, clientKey: appKey })),
    ],
    ['a one-time token', () => secretWith('EU:abcdefghijklmnopqrstuvwxyz')],
  ])('whose secret holds %s', async (_, secretOf) => {
    await start();
    const refusal = await refusalOf(
      open()
        .withSecret(secretOf(configAt(open().host)))
        .write(named(), PASSWORD),
    );
    expect(refusal.problem).toBe('vault-not-allowed');
    expect(open().exchanges).toEqual([]);
  });

  test.each(['privateKey', 'clientId', 'appKey', 'serverPublicKey'])('whose %s is damaged', async (name) => {
    await start();
    const writer = open().withSecret(secretWith(JSON.stringify({ ...configAt(open().host), [name]: 'AAAA' })));
    await thrownBy(writer.write(named(), PASSWORD));
    expect(written()).toEqual([]);
  });
});

describe('is tried again', () => {
  test('where Keeper throttles, at once and without the SDK sleeping', async () => {
    const writer = await start();
    for (let nth = 1; nth <= 100; nth++) await writer.check(named());
    expect(await thrownBy(writer.check(named()))).toBeInstanceOf(VaultBusy);
    time += 10_001;
    expect(await writer.check(named())).toEqual({ recordId: named().record.id });
  });

  test.each(['down', 'broken', 'lost'] as const)('where one request of two is %s, whichever', async (kind) => {
    const writer = await start();
    for (const wrong of [1, 2]) {
      open().fail(({ nth }) => (nth === wrong ? { kind } : undefined));
      expect(await thrownBy(writer.write(named(), PASSWORD))).not.toBeInstanceOf(VaultRefused);
    }
    open().fail();
    await writer.write(named(), PASSWORD);
    expect(written()).toMatchObject([{ password: PASSWORD, writes: kind === 'lost' ? 2 : 1 }]);
  });

  test('where somebody else has changed the record in between: nothing of theirs is lost', async () => {
    const writer = await start();
    const { id } = named().record;
    open().fail(({ nth }) => {
      if (nth === 2) open().store.write(id, 'of somebody else');
      return undefined;
    });
    expect((await thrownBy(writer.write(named(), PASSWORD))).message).toBe('Keeper answered 400 bad_request');
    expect(open().store.find(id)?.password).toBe('of somebody else');
    open().fail();
    await writer.write(named(), PASSWORD);
    expect(open().store.find(id)?.password).toBe(PASSWORD);
  });
});

test('one write sends nothing after 75 seconds: the next try may be under way', async () => {
  const holds = { fields: [{ type: 'password', value: ['old'] }] };
  const writer = await start({
    content: () => {
      time += 75_000;
      return holds;
    },
  });
  expect((await thrownBy(writer.write(named(), PASSWORD))).message).toBe('Keeper did not answer in time');
  expect(open().exchanges.map(({ path }) => path)).toEqual(['/api/rest/sm/v1/get_secret']);
  expect(written()).toEqual([]);
});

describe('an answer that is none', () => {
  const uid = 'A'.repeat(22);
  const name = { organization: { id: 'B'.repeat(22) }, record: { id: uid } };
  /** A device that uses one of the keys that the SDK knows. */
  const ofKeeper = (endpoint: string) => {
    const { serverPublicKey: _, ...config } = configAt(new URL(endpoint).host);
    return connected(endpoint, { ...config, serverPublicKeyId: '7' });
  };

  test.each<Reply>([
    { text: '' },
    { text: '{}' },
    { text: `<html>${PASSWORD}</html>` },
    { fault: 'cut', text: 'x' },
    { fault: 'lost' },
    { fault: 'silent' },
    { status: 302, headers: { location: '/elsewhere' } },
    { status: 204 },
    { status: 500, text: PASSWORD },
    { status: 400, json: { error: PASSWORD, message: PASSWORD } },
    { status: 400, json: { error: 'key' } },
    { status: 400, json: { error: 'key', key_id: 'x' } },
    { status: 400, json: { error: 'key', key_id: 99_999 } },
    { status: 400, json: { error: 'throttled' } },
    { status: 403, json: { error: 'throttled', retry_after: 3_600 } },
    { status: 403, json: { result_code: 'throttled', retry_after: -1 } },
  ])('gives no receipt, and ends soon: %j', async (reply) => {
    stub = await startStub(({ path }) => {
      expect(path).toBe('/api/rest/sm/v1/get_secret');
      return reply;
    });
    const writer = ofKeeper(stub.address);
    for (const work of [() => writer.check(name), () => writer.write(name, PASSWORD)]) await thrownBy(work());
  });

  test('a server that names another key for ever is asked three times', async () => {
    let key = 7;
    stub = await startStub(() => ({ status: 401, json: { error: 'key', key_id: key++ % 2 === 0 ? 8 : 9 } }));
    const error = await thrownBy(ofKeeper(stub.address).write(name, PASSWORD));
    expect(error.message).toBe('Keeper answered 401 key');
    expect(stub.seen.map(({ headers }) => headers.publickeyid)).toEqual(['7', '9', '8']);
  });

  test('the time to wait is the one that Keeper names', async () => {
    stub = await startStub(() => ({ status: 403, json: { error: 'throttled', retry_after: 12 } }));
    const error = await thrownBy(ofKeeper(stub.address).check(name));
    expect(error).toBeInstanceOf(VaultBusy);
    expect(error).toMatchObject({ retryAfterSeconds: 12 });
  });
});

test('the SDK’s own way out is never taken', async () => {
  const post = jest.spyOn(platform, 'post');
  const get = jest.spyOn(platform, 'get');
  const writer = await start();
  await writer.check(named());
  await writer.write(named(), PASSWORD);
  expect([post.mock.calls, get.mock.calls]).toEqual([[], []]);
});
