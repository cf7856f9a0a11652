import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import fc from 'fast-check';
import { onePasswordConnect } from '../../../../lambda/adapters/vault/onepassword-connect.ts';
import type { VaultName } from '../../../../lambda/domain/credential/vault-record.ts';
import { VaultBusy, VaultRefused } from '../../../../lambda/ports/vault.ts';
import {
  type ConnectVariant,
  onePasswordConnect as simulation,
} from '../../../../local/vendors/onepassword-connect/onepassword-connect.ts';
import { FIRST_PASSWORD, type FilledOrganization } from '../../../../local/vendors/vault/record-store.ts';
import { vendorExchanges } from '../../../contract/vendor-exchanges.ts';
import { describeWithSchemas, vendorSchemas } from '../../../contract/vendor-schemas.ts';
import { nasty } from '../../domain/text/hostile.ts';
import { type Reply, type Stub, startStub } from '../stub-server.ts';
import { KEY, type SimulatedVault, simulatedVault } from './simulated-vault.ts';

const PASSWORD = 'T6kq-new-password-9Xw';

const customers: readonly FilledOrganization[] = [
  {
    name: 'Contoso',
    records: [
      { name: 'M365 alice', username: 'alice@contoso.example' },
      { name: 'M365 ALICE', username: 'somebody else' },
      { name: 'M365 twice', username: 'first' },
      { name: 'M365 twice', username: 'second' },
      { name: 'M365 old', username: 'old', archived: true },
    ],
  },
  { name: 'contoso', records: [{ name: 'M365 alice', username: 'another customer' }] },
];
const alice = { organization: { name: 'Contoso' }, record: { name: 'M365 alice' } };

let vault: SimulatedVault | undefined;
const open = () => {
  if (vault === undefined) throw new Error('no vault is open');
  return vault;
};
const problemsOf = vendorExchanges('onepassword-connect.json');
let printed: readonly ReturnType<typeof jest.spyOn>[];
beforeEach(() => {
  printed = (['log', 'warn', 'error', 'info', 'debug'] as const).map((method) =>
    jest.spyOn(console, method).mockImplementation(() => undefined),
  );
});
afterEach(async () => {
  for (const method of printed) expect(method).not.toHaveBeenCalled();
  jest.restoreAllMocks();
  // Whatever a test was about: nothing was sent or answered that 1Password's description does not have.
  // (An empty list of changes, which asks for the right, is the one patch that changes no field.)
  const problems = vault?.exchanges.filter(({ body }) => body !== '[]').flatMap(problemsOf) ?? [];
  await vault?.close();
  vault = undefined;
  expect(problems).toEqual([]);
});

const system = { system: '1password-connect', host: 'connect.example' } as const;
const start = async (variant: ConnectVariant = {}, filled = customers) => {
  await vault?.close();
  vault = await simulatedVault(system, filled, (setting) => simulation(setting, variant));
  return vault.vault;
};
const connected = (endpoint: string) =>
  onePasswordConnect({
    endpoint,
    secret: async () => JSON.stringify({ token: KEY }),
    vault: system,
    now: () => new Date('2026-12-07T05:00:00Z'),
  });
const idOf = (name: string, nth = 0) =>
  open()
    .store.records()
    .filter((record) => record.name === name)[nth]?.id ?? '';
const vaultId = (name: string) =>
  open()
    .store.organizations()
    .find((each) => each.name === name)?.id ?? '';
const written = () =>
  open()
    .store.records()
    .filter(({ writes }) => writes > 0);

/** What refuses, without a word of what was sent or answered. */
async function refusalOf(work: Promise<unknown>): Promise<VaultRefused> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof VaultRefused)) throw new Error(`was not refused: ${error}`);
  expectNoSecret(error);
  return error;
}
function expectNoSecret(error: unknown) {
  const text = error instanceof Error ? `${error.message} ${error.stack} ${JSON.stringify(error)} ${error.cause}` : '';
  for (const secret of [PASSWORD, FIRST_PASSWORD, KEY]) expect(text).not.toContain(secret);
}

describe('finds the item', () => {
  test.each<[string, () => { readonly organization: VaultName; readonly record: VaultName }]>([
    ['by names', () => alice],
    ['by ids', () => ({ organization: { id: vaultId('Contoso') }, record: { id: idOf('M365 alice') } })],
    ['by the name of the vault and its own id', () => ({ ...alice, record: { id: idOf('M365 alice') } })],
  ])('%s, checks it without reading it, and writes it', async (_, name) => {
    const writer = await start();
    expect(await writer.check(name())).toEqual({ recordId: idOf('M365 alice') });
    expect(written()).toEqual([]);
    expect(open().exchanges.filter(({ method, path }) => method === 'GET' && path.includes('/items/'))).toEqual([]);
    expect(await writer.write(name(), PASSWORD)).toEqual({ recordId: idOf('M365 alice') });
    expect(written()).toMatchObject([{ username: 'alice@contoso.example', password: PASSWORD }]);
  });

  test('and writing the same again does no harm', async () => {
    const writer = await start();
    await writer.write(alice, PASSWORD);
    await writer.write(alice, PASSWORD);
    expect(written()).toMatchObject([{ password: PASSWORD, writes: 2 }]);
  });

  test.each<[string, { readonly organization?: VaultName; readonly record?: VaultName }, string, RegExp]>([
    ['a vault that is not there', { organization: { name: 'Fabrikam' } }, 'record-not-found', /no vault "Fabrikam"/],
    ['an item that is not there', { record: { name: 'M365 bob' } }, 'record-not-found', /no item "M365 bob"/],
    ['part of a title', { record: { name: 'M365' } }, 'record-not-found', /no item "M365"/],
    ['a title of two items', { record: { name: 'M365 twice' } }, 'record-ambiguous', /2 of item "M365 twice"/],
    ['an archived item', { record: { name: 'M365 old' } }, 'record-not-found', /no item "M365 old"/],
    ['an id that nothing has', { record: { id: 'a'.repeat(26) } }, 'record-not-found', /404/],
    ['a vault id that nothing has', { organization: { id: 'a'.repeat(26) } }, 'record-not-found', /404/],
    ['an id that leads elsewhere', { record: { id: '../../../admin' } }, 'record-not-found', /26 letters and digits/],
    ['a vault id that leads elsewhere', { organization: { id: 'x?y=' } }, 'record-not-found', /26 letters and digits/],
  ])('but not by %s', async (_, change, problem, message) => {
    const writer = await start();
    const name = { ...alice, ...change };
    for (const work of [() => writer.check(name), () => writer.write(name, PASSWORD)]) {
      const refusal = await refusalOf(work());
      expect([refusal.problem, refusal.message]).toEqual([problem, expect.stringMatching(message)]);
    }
    expect(written()).toEqual([]);
  });

  test('and an archived item by its id is not written', async () => {
    const writer = await start();
    const refusal = await refusalOf(writer.write({ ...alice, record: { id: idOf('M365 old') } }, PASSWORD));
    expect(refusal.problem).toBe('record-not-found');
  });

  test('of two vaults with one name none', async () => {
    const writer = await start({}, [
      { id: 'a'.repeat(26), name: 'Contoso', records: [{ name: 'M365 alice', username: 'x' }] },
      { id: 'b'.repeat(26), name: 'Contoso', records: [] },
    ]);
    expect((await refusalOf(writer.write(alice, PASSWORD))).problem).toBe('record-ambiguous');
  });

  test('whatever a title holds, and no other item is written', async () => {
    const titles = fc.uniqueArray(
      fc.oneof(nasty, fc.string({ unit: 'binary' })).filter((text) => text !== ''),
      {
        minLength: 2,
        maxLength: 5,
      },
    );
    await fc.assert(
      fc.asyncProperty(titles, async (names) => {
        const records = names.map((name, i) => ({ name, username: String(i) }));
        const writer = await start({}, [{ name: names[0] ?? '', records }]);
        const name = { organization: { name: names[0] ?? '' }, record: { name: names[1] ?? '' } };
        await writer.write(name, PASSWORD);
        expect(written()).toMatchObject([{ username: '1', password: PASSWORD }]);
      }),
      { numRuns: 50 },
    );
  });
});

describe('changes one field', () => {
  test('by its id, whatever that holds', async () => {
    const writer = await start({
      fields: ({ password }) => [
        { id: 'other', type: 'CONCEALED', value: 'pin' },
        { id: 'a/b~c', type: 'CONCEALED', purpose: 'PASSWORD', value: password },
      ],
    });
    await writer.write(alice, PASSWORD);
    const patch = open().exchanges.find(({ method }) => method === 'PATCH');
    expect(JSON.parse(patch?.body ?? '')).toEqual([{ op: 'replace', path: '/fields/a~1b~0c/value', value: PASSWORD }]);
  });

  test('the one that is concealed, where none has the purpose', async () => {
    const writer = await start({
      fields: ({ password }) => [
        { id: 'host', type: 'STRING', value: 'srv' },
        { id: 'secret', type: 'CONCEALED', value: password },
      ],
    });
    await writer.write(alice, PASSWORD);
    expect(written()).toHaveLength(1);
  });

  test.each<[string, NonNullable<ConnectVariant['fields']>]>([
    ['no field at all', () => []],
    ['only text', () => [{ id: 'a', type: 'STRING', value: 'x' }]],
    [
      'two concealed fields',
      () => [
        { id: 'a', type: 'CONCEALED' },
        { id: 'b', type: 'CONCEALED' },
      ],
    ],
    [
      'two passwords',
      () => [
        { id: 'a', type: 'CONCEALED', purpose: 'PASSWORD' },
        { id: 'b', type: 'CONCEALED', purpose: 'PASSWORD' },
      ],
    ],
    [
      'two fields of one id',
      () => [
        { id: 'a', type: 'STRING' },
        { id: 'a', type: 'CONCEALED' },
      ],
    ],
  ])('and refuses an item with %s', async (_, fields) => {
    const writer = await start({ fields });
    expect((await refusalOf(writer.write(alice, PASSWORD))).problem).toBe('vault-refused');
    expect(written()).toEqual([]);
  });
});

describe('says who must mend what', () => {
  test('a revoked token', async () => {
    await start();
    const writer = open().withKey('revoked');
    for (const work of [() => writer.check(alice), () => writer.write(alice, PASSWORD)]) {
      expect((await refusalOf(work())).problem).toBe('vault-not-allowed');
    }
  });

  test('a token that may not write is seen the day before', async () => {
    const writer = await start({ mayWrite: false });
    for (const work of [() => writer.check(alice), () => writer.write(alice, PASSWORD)]) {
      expect(await refusalOf(work())).toMatchObject({
        problem: 'vault-not-allowed',
        message: expect.stringContaining('403'),
      });
    }
  });

  test('a token that may not open the vault', async () => {
    const writer = await start({ opens: [] });
    expect((await refusalOf(writer.check(alice))).problem).toBe('record-not-found');
    const byId = { ...alice, organization: { id: vaultId('Contoso') } };
    expect((await refusalOf(writer.check(byId))).problem).toBe('record-not-found');
    const byIds = { ...byId, record: { id: idOf('M365 alice') } };
    for (const work of [() => writer.check(byIds), () => writer.write(byIds, PASSWORD)]) {
      expect((await refusalOf(work())).problem).toBe('vault-not-allowed');
    }
  });

  test.each(['', '{}', '{"token":""}', '{"token":"a\\nb"}', '{"token":"ключ"}'])('a secret like %j', async (secret) => {
    await start();
    expect((await refusalOf(open().withSecret(secret).write(alice, PASSWORD))).problem).toBe('vault-not-allowed');
    expect(open().exchanges).toEqual([]);
  });
});

describe('is tried again', () => {
  test('after the time that a busy server names', async () => {
    const writer = await start();
    open().fail(() => ({ kind: 'throttled', retryAfterSeconds: 7 }));
    const error = await writer.write(alice, PASSWORD).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(VaultBusy);
    expect(error).toMatchObject({ retryAfterSeconds: 7 });
  });

  test.each(['down', 'broken', 'lost'] as const)('where one request of four is %s, whichever', async (kind) => {
    const writer = await start();
    for (const wrong of [1, 2, 3, 4]) {
      open().fail(({ nth }) => (nth === wrong ? { kind } : undefined));
      const error = await writer.write(alice, PASSWORD).catch((thrown: unknown) => thrown);
      expect([error instanceof Error, error instanceof VaultRefused]).toEqual([true, false]);
      expectNoSecret(error);
    }
    open().fail();
    expect(await writer.write(alice, PASSWORD)).toEqual({ recordId: idOf('M365 alice') });
    // A change whose answer was lost was carried out, and is carried out once more.
    expect(written()).toMatchObject([{ password: PASSWORD, writes: kind === 'lost' ? 2 : 1 }]);
  });
});

test('one write sends nothing after 75 seconds: the next try may be under way', async () => {
  let time = Date.parse('2026-12-07T05:00:00Z');
  vault = await simulatedVault(
    system,
    customers,
    (setting) =>
      simulation(setting, {
        fields: ({ password }) => {
          time += 75_000;
          return [{ id: 'password', type: 'CONCEALED', purpose: 'PASSWORD', value: password }];
        },
      }),
    () => new Date(time),
  );
  const error = await vault.vault.write(alice, PASSWORD).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ message: '1Password Connect did not answer in time' });
  expect(open().exchanges.map(({ method }) => method)).toEqual(['GET', 'GET', 'GET']);
  expect(written()).toEqual([]);
});

describe('gives no receipt for an answer that is none', () => {
  let stub: Stub | undefined;
  afterEach(async () => stub?.close());
  const id = 'i'.repeat(26);
  const good = [
    [{ id: 'v'.repeat(26), name: 'Contoso' }],
    [{ id, title: 'M365 alice' }],
    { id, fields: [{ id: 'password', type: 'CONCEALED', purpose: 'PASSWORD', value: FIRST_PASSWORD }] },
    { id, fields: [] },
  ];
  const odd: readonly Reply[] = [
    { json: null },
    { json: `${PASSWORD} ${FIRST_PASSWORD}` },
    { json: [{}] },
    { json: { id: 'o'.repeat(26), fields: [] } },
    { text: `<html>${PASSWORD}</html>` },
    { text: '' },
    { fault: 'cut', text: `{"id":"${PASSWORD}` },
    { fault: 'silent' },
    { status: 302, headers: { location: '/elsewhere' } },
    { status: 204 },
    { status: 500, text: PASSWORD },
  ];
  test.each([0, 1, 2, 3].flatMap((at) => odd.map((reply) => [at, reply] as const)))(
    'answer %i as %j',
    async (at, reply) => {
      stub = await startStub(({ path }) => {
        expect(path).not.toContain('elsewhere');
        const nth = (stub?.seen.length ?? 0) - 1;
        return nth === at ? reply : { json: good[nth] };
      });
      const error = await connected(stub.address)
        .write(alice, PASSWORD)
        .catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(Error);
      expectNoSecret(error);
    },
  );
});

describeWithSchemas('1Password’s own schema', () => {
  test('takes the change of one field as what this product may send, and none as what asks for the right', async () => {
    const problems = vendorSchemas('onepassword-connect.json');
    const writer = await start();
    expect(problems('ItemPatch', [])).toEqual([]);
    await writer.write(alice, PASSWORD);
    await refusalOf(writer.write({ ...alice, record: { name: 'x "y" \\z' } }, PASSWORD));
    const [patch] = open().exchanges.filter(({ method }) => method === 'PATCH');
    expect(problems('RotatePatch', JSON.parse(patch?.body ?? ''))).toEqual([]);
  });
});
