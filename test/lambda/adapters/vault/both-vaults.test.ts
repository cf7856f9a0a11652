import { afterEach, describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import type { VaultRecordName } from '../../../../lambda/domain/credential/vault-record.ts';
import { VaultBusy, VaultRefused } from '../../../../lambda/ports/vault.ts';
import { hudu } from '../../../../local/vendors/hudu/hudu.ts';
import { itGlue } from '../../../../local/vendors/it-glue/it-glue.ts';
import type { Fault } from '../../../../local/vendors/simulation.ts';
import { FIRST_PASSWORD, type FilledOrganization } from '../../../../local/vendors/vault/record-store.ts';
import type { VaultSetting } from '../../../../local/vendors/vault/vault-setting.ts';
import { vendorExchanges } from '../../../contract/vendor-exchanges.ts';
import { describeWithSchemas } from '../../../contract/vendor-schemas.ts';
import { KEY, type SimulatedVault, simulatedVault } from './simulated-vault.ts';

const PASSWORD = 'Kx7-new-password-Qm4';
const contoso = { name: 'Contoso Ltd' };
const backup = { name: 'M365 svc-backup@contoso.example' };
const filled: readonly FilledOrganization[] = [
  {
    ...contoso,
    records: [
      { ...backup, username: 'svc-backup' },
      { name: 'M365 svc-backup@contoso.example (old)', username: 'old' },
      { name: 'M365 SVC-BACKUP@contoso.example', username: 'shouting' },
      { name: 'twice', username: 'a' },
      { name: 'twice', username: 'b' },
      { name: 'gone', username: 'c', archived: true },
      { name: 'kept', username: 'd' },
      { name: 'kept', username: 'e', archived: true },
    ],
  },
  { name: 'Contoso Ltd (until 2019)', records: [{ ...backup, username: 'former' }] },
  { name: 'Fabrikam GmbH', records: [{ name: 'svc-datev', username: 'svc-datev' }] },
  { name: 'Namesake', records: [] },
  { name: 'Namesake', records: [] },
];

const systems = {
  'it-glue': {
    vault: { system: 'it-glue', region: 'eu' } as const,
    schema: 'it-glue.json',
    change: 'PATCH',
    noPasswordAccess: (setting: VaultSetting) => itGlue(setting, { passwordAccess: false }),
    otherReadings: [
      (setting: VaultSetting) => itGlue(setting, { matching: 'exact' }),
      (setting: VaultSetting) => itGlue(setting, { listsShowPasswords: true }),
    ],
  },
  hudu: {
    vault: { system: 'hudu', host: 'northwind.huducloud.com' } as const,
    schema: 'hudu.json',
    change: 'PUT',
    noPasswordAccess: (setting: VaultSetting) => hudu(setting, { passwordAccess: false }),
    otherReadings: [
      (setting: VaultSetting) => hudu(setting, { exactNames: true }),
      (setting: VaultSetting) => hudu(setting, { hidesArchived: true }),
      (setting: VaultSetting) => hudu(setting, { missingIs404: true }),
    ],
  },
};
const names = ['it-glue', 'hudu'] as const;

let sim: SimulatedVault | undefined;
/** Stands still at this instant; goes on as it does, if left out. */
let time: number | undefined;
let problemsOf: ReturnType<typeof vendorExchanges> = () => [];
afterEach(async () => {
  // Whatever a test was about: nothing was sent or answered that the vendor's description does not have.
  const problems = sim?.exchanges.flatMap(problemsOf) ?? [];
  await sim?.close();
  sim = undefined;
  expect(problems).toEqual([]);
});

async function started(
  name: (typeof names)[number],
  simulation?: (setting: VaultSetting) => ReturnType<typeof itGlue>,
  content = filled,
) {
  problemsOf = vendorExchanges(systems[name].schema);
  time = undefined;
  sim = await simulatedVault(systems[name].vault, content, simulation, () => new Date(time ?? Date.now()));
  return sim;
}

const refusalOf = async (work: Promise<unknown>) => {
  const error: unknown = await work.catch((thrown: unknown) => thrown);
  if (!(error instanceof VaultRefused)) throw new Error(`nothing was refused: ${String(error)}`);
  return error;
};
const written = ({ store }: SimulatedVault) => store.records().filter(({ writes }) => writes > 0);

describe.each(names)('%s', (name) => {
  const { change } = systems[name];
  const changes = (vault: SimulatedVault) => vault.exchanges.filter(({ method }) => method !== 'GET');

  test('writes the password into the record of that name, and tells its id', async () => {
    const vault = await started(name);
    const recordId = vault.idOf(backup.name, contoso.name);
    expect(await vault.vault.write({ organization: contoso, record: backup }, PASSWORD)).toEqual({ recordId });
    expect(written(vault)).toMatchObject([{ id: recordId, username: 'svc-backup', password: PASSWORD, writes: 1 }]);
    expect(changes(vault).map(({ method, body }) => [method, body.includes(PASSWORD)])).toEqual([[change, true]]);
  });

  test.each(systems[name].otherReadings)('does so however the description is read (%#)', async (simulation) => {
    const vault = await started(name, simulation);
    await vault.vault.write({ organization: contoso, record: backup }, PASSWORD);
    expect(written(vault)).toMatchObject([{ username: 'svc-backup', password: PASSWORD }]);
    await expect(refusalOf(vault.vault.write({ organization: contoso, record: { name: 'none' } }, PASSWORD)))
      .resolves // not the archived one either
      .toMatchObject({ problem: 'record-not-found' });
  });

  test('finds by ids too', async () => {
    const vault = await started(name);
    const id = vault.idOf(backup.name, contoso.name);
    const organization = { id: vault.store.find(id)?.organizationId ?? '' };
    expect(await vault.vault.write({ organization, record: { id } }, PASSWORD)).toEqual({ recordId: id });
    expect(await vault.vault.write({ organization, record: backup }, PASSWORD)).toEqual({ recordId: id });
    expect(await vault.vault.write({ organization: contoso, record: { id } }, PASSWORD)).toEqual({ recordId: id });
    expect(written(vault)).toMatchObject([{ id, writes: 3 }]);
  });

  test('writing twice is writing once', async () => {
    const vault = await started(name);
    const receipts = await Promise.all(
      [1, 2].map(() => vault.vault.write({ organization: contoso, record: backup }, PASSWORD)),
    );
    expect(receipts[0]).toEqual(receipts[1]);
    expect(written(vault)).toMatchObject([{ password: PASSWORD }]);
  });

  test.each<[string, VaultRecordName, string]>([
    ['no record of the name', { organization: contoso, record: { name: 'M365 svc-backup' } }, 'record-not-found'],
    [
      'other letters',
      { organization: contoso, record: { name: 'm365 svc-backup@contoso.example' } },
      'record-not-found',
    ],
    ['no organization of the name', { organization: { name: 'Contoso' }, record: backup }, 'record-not-found'],
    ['two records of the name', { organization: contoso, record: { name: 'twice' } }, 'record-ambiguous'],
    ['two organizations of the name', { organization: { name: 'Namesake' }, record: backup }, 'record-ambiguous'],
    ['an archived record', { organization: contoso, record: { name: 'gone' } }, 'record-not-found'],
    ['a record of nobody', { organization: contoso, record: { id: '99999' } }, 'record-not-found'],
    ['an organization of nobody', { organization: { id: '99999' }, record: backup }, 'record-not-found'],
    ['an id that is a path', { organization: contoso, record: { id: '../companies/1' } }, 'record-not-found'],
    ['an organization’s id that is a path', { organization: { id: '1/../..' }, record: backup }, 'record-not-found'],
    ['a record that lies elsewhere', { organization: contoso, record: { name: 'svc-datev' } }, 'record-not-found'],
  ])('%s: nothing is written', async (_what, record, problem) => {
    const vault = await started(name);
    const refused = await refusalOf(vault.vault.write(record, PASSWORD));
    expect(refused.problem).toBe(problem);
    expect(refused.message).not.toContain(FIRST_PASSWORD);
    expect(changes(vault)).toEqual([]);
  });

  test('a record of another customer is never written, though its id is given', async () => {
    const vault = await started(name);
    const id = vault.idOf('svc-datev');
    expect(await refusalOf(vault.vault.write({ organization: contoso, record: { id } }, PASSWORD))).toMatchObject({
      problem: 'record-not-found',
    });
    expect(changes(vault)).toEqual([]);
  });

  test('an archived record is not written by its id either', async () => {
    const vault = await started(name);
    const refused = await refusalOf(
      vault.vault.write({ organization: contoso, record: { id: vault.idOf('gone') } }, PASSWORD),
    );
    expect(refused.problem).toBe('record-not-found');
    expect(changes(vault)).toEqual([]);
  });

  test('of two with one name, of which one is archived, the other is meant', async () => {
    const vault = await started(name);
    await vault.vault.write({ organization: contoso, record: { name: 'kept' } }, PASSWORD);
    expect(written(vault)).toMatchObject([{ username: 'd' }]);
  });

  test.each([
    ['another key', (vault: SimulatedVault) => vault.withKey('wrong')],
    ['an empty key', (vault: SimulatedVault) => vault.withKey('')],
    ['a key that no header can hold', (vault: SimulatedVault) => vault.withKey('clé ✓')],
  ])('%s is a matter for a person', async (_what, connected) => {
    const vault = await started(name);
    const refused = await refusalOf(connected(vault).write({ organization: contoso, record: backup }, PASSWORD));
    expect(refused.problem).toBe('vault-not-allowed');
    expect(written(vault)).toEqual([]);
  });

  test('a key without access to passwords is a matter for a person', async () => {
    const vault = await started(name, systems[name].noPasswordAccess);
    const refused = await refusalOf(vault.vault.write({ organization: contoso, record: backup }, PASSWORD));
    expect(refused.problem).toBe('vault-not-allowed');
    expect(written(vault)).toEqual([]);
  });

  test('reads all pages before it says that there is one, or none', async () => {
    const records = Array.from({ length: 1_203 }, (_, i) => ({ name: `copier, floor ${i}`, username: `c${i}` }));
    const others = Array.from({ length: 1_100 }, (_, i) => ({ name: `Branch ${i} of A, B & Co`, records: [] }));
    const vault = await started(name, undefined, [
      ...others,
      {
        name: 'A, B & Co',
        records: [...records, { name: 'copier', username: 'x' }, { name: 'copier, floor 7', username: 'again' }],
      },
    ]);
    const organization = { name: 'A, B & Co' };
    await vault.vault.write({ organization, record: { name: 'copier' } }, PASSWORD);
    expect(written(vault)).toMatchObject([{ username: 'x' }]);
    expect(
      await refusalOf(vault.vault.write({ organization, record: { name: 'copier, floor 7' } }, PASSWORD)),
    ).toMatchObject({ problem: 'record-ambiguous' });
  });

  const faults: readonly [string, Fault][] = [
    ['is down', { kind: 'down' }],
    ['answers 500', { kind: 'broken' }],
    ['loses the answer', { kind: 'lost' }],
  ];
  test.each(faults)(
    'a vault that %s at any request is tried again, and then has the password once',
    async (_what, fault) => {
      const vault = await started(name);
      const record = { organization: contoso, record: backup };
      await vault.vault.write(record, 'counts requests');
      const requests = vault.exchanges.length;
      for (let at = 1; at <= requests; at++) {
        vault.fail(({ nth }) => (nth === at ? fault : undefined));
        // One that remembers nothing yet makes every request.
        const writer = vault.withKey(KEY);
        const error: unknown = await writer.write(record, PASSWORD).catch((thrown: unknown) => thrown);
        if (!(error instanceof Error)) throw new Error('nothing failed');
        expect(error).not.toBeInstanceOf(VaultRefused);
        expect(error.message).toMatch(/^(IT Glue|Hudu) (did not answer|answered 500)$/);
        vault.fail();
        expect(await writer.write(record, PASSWORD)).toEqual({ recordId: vault.idOf(backup.name, contoso.name) });
      }
      expect(requests).toBeGreaterThan(2);
      expect(written(vault)).toMatchObject([{ username: 'svc-backup', password: PASSWORD }]);
    },
  );

  test('an organization is looked up once in five minutes, and an error is not kept', async () => {
    const vault = await started(name);
    const asked = () => vault.exchanges.filter(({ path }) => /\/(organizations|companies)$/.test(path)).length;
    const write = (record: VaultRecordName['record']) => vault.vault.write({ organization: contoso, record }, PASSWORD);
    vault.fail(({ nth }) => (nth === 1 ? { kind: 'broken' } : undefined));
    await expect(write(backup)).rejects.toThrow('answered 500');
    vault.fail();
    await write(backup);
    const once = asked();
    await write({ name: 'kept' });
    expect([once > 0, asked()]).toEqual([true, once]);
    time = Date.now() + 5 * 60_000 + 1;
    await write(backup);
    expect(asked()).toBe(2 * once);
  });

  test('a vault that is throttled says how long', async () => {
    const vault = await started(name);
    vault.fail(() => ({ kind: 'throttled', retryAfterSeconds: 17 }));
    const error: unknown = await vault.vault.write({ organization: contoso, record: backup }, PASSWORD).catch((e) => e);
    expect(error).toBeInstanceOf(VaultBusy);
    expect(error).toMatchObject({ retryAfterSeconds: 17 });
  });

  test('the check changes nothing, and no answer to it holds a password', async () => {
    const vault = await started(name);
    const record = { organization: contoso, record: backup };
    const finding = await vault.vault.check(record);
    expect(finding).toEqual(name === 'hudu' ? {} : { recordId: vault.idOf(backup.name, contoso.name) });
    expect(await refusalOf(vault.vault.check({ ...record, organization: { name: 'none' } }))).toMatchObject({
      problem: 'record-not-found',
    });
    expect(await refusalOf(vault.withKey('wrong').check(record))).toMatchObject({ problem: 'vault-not-allowed' });
    const id = vault.idOf(backup.name, contoso.name);
    const organization = { id: vault.store.find(id)?.organizationId ?? '' };
    await vault.vault.check({ organization, record: { id } });
    expect(changes(vault)).toEqual([]);
    expect(vault.exchanges.filter(({ answer }) => answer.includes(FIRST_PASSWORD))).toEqual([]);
  });

  test('whatever names are like, exactly the one that is named is written', async () => {
    const hostile = fc.oneof(
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }),
      fc.string({
        unit: fc.constantFrom('a', 'A', ',', ' ', '%', '_', '\\', '"', '&', '#', '?', '/', '..', '+', '‮', '\n'),
        minLength: 1,
        maxLength: 6,
      }),
      fc.constantFrom(
        '__proto__',
        'constructor',
        'null',
        '0',
        'a,b',
        'a',
        'b',
        ' a',
        'a ',
        'x&name=a',
        "o'brien",
        '{{7*7}}',
        'é',
        'é',
      ),
    );
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(hostile, { minLength: 3, maxLength: 8 }), fc.nat(), async (all, index) => {
        const wanted = all[index % all.length] ?? '';
        const records = all.map((each) => ({ name: each, username: each }));
        const vault = await simulatedVault(
          systems[name].vault,
          all.map((each) => ({ name: each, records })),
          systems[name].otherReadings[index % systems[name].otherReadings.length],
        );
        try {
          await vault.vault.write({ organization: { name: wanted }, record: { name: wanted } }, PASSWORD);
          const [one, ...others] = written(vault);
          expect(others).toEqual([]);
          expect(one).toMatchObject({ name: wanted });
          expect(vault.store.organizations().find(({ id }) => id === one?.organizationId)?.name).toBe(wanted);
          expect(vault.exchanges.flatMap(vendorExchanges(systems[name].schema))).toEqual([]);
        } finally {
          await vault.close();
        }
      }),
      { numRuns: 40 },
    );
  });
});

test('an archived company of Hudu is not the one that is meant', async () => {
  const records = [{ ...backup, username: 'x' }];
  const vault = await started('hudu', undefined, [
    { ...contoso, archived: true, records },
    { ...contoso, records: [{ ...backup, username: 'now' }] },
    { name: 'Gone Ltd', archived: true, records },
  ]);
  await vault.vault.write({ organization: contoso, record: backup }, PASSWORD);
  expect(written(vault)).toMatchObject([{ username: 'now' }]);
  const gone = vault.vault.write({ organization: { name: 'Gone Ltd' }, record: backup }, PASSWORD);
  expect(await refusalOf(gone)).toMatchObject({ problem: 'record-not-found' });
  const id = vault.store.organizations().find(({ name }) => name === 'Gone Ltd')?.id ?? '';
  const byId = vault.vault.write({ organization: { id }, record: backup }, PASSWORD);
  expect(await refusalOf(byId)).toMatchObject({ problem: 'record-not-found' });
});

describeWithSchemas('the checks of requests and answers in this file', () => {
  test('see what no vendor has', async () => {
    const vault = await started('it-glue');
    await vault.vault.write({ organization: contoso, record: backup }, PASSWORD);
    const last = vault.exchanges.at(-1);
    if (last === undefined) throw new Error('nothing was sent');
    const wrong = [
      { ...last, path: '/password/1' },
      { ...last, query: { show_passwords: 'false' } },
      { ...last, headers: { 'content-type': 'application/json', 'x-api-key': KEY } },
      { ...last, body: JSON.stringify({ data: { type: 'passwords', attributes: { password: PASSWORD, name: 'x' } } }) },
      { ...last, answer: JSON.stringify({ data: {} }) },
      { ...last, status: 422 },
    ];
    expect(wrong.map((each) => problemsOf(each).length > 0)).toEqual(wrong.map(() => true));
  });
});
