import { beforeEach, describe, expect, test } from '@jest/globals';
import { parseSchedule } from '@m365-rotation/local-aws';
import fc from 'fast-check';
import type { Estate } from '../../../../config/estate.ts';
import type { VaultRecordName } from '../../../../lambda/domain/credential/vault-record.ts';
import type { Message } from '../../../../lambda/domain/cycle/message.ts';
import { VaultBusy, type VaultPreflight, VaultRefused } from '../../../../lambda/ports/vault.ts';
import { type CheckVaultPorts, checkVault } from '../../../../lambda/usecases/credential/check-vault.ts';
import { comingCycles } from '../../../../lambda/usecases/credential/coming-cycles.ts';
import { rowOf, Tables, tenantRowOf } from '../in-memory-tables.ts';
import { decision, estate as example, rotation as rotationOf } from '../messages/world.ts';

const CYCLE = '2026-12-07-admin-monthly';
const LAST = '2026-11-02-admin-monthly';
const STARTS = '2026-12-07T04:00:00.000Z';
const [CONTOSO, FABRIKAM, ADVENTURE] = example.tenants.map(({ tenantId }) => tenantId) as [string, string, string];

const withVault = (tenants = [CONTOSO, FABRIKAM]): Estate => ({
  ...example,
  vault: { system: 'hudu', host: 'northwind.huducloud.example' },
  tenants: example.tenants.map((each) =>
    tenants.includes(each.tenantId)
      ? {
          ...each,
          handOver: { admin: 'vault', service: 'link' },
          vault: { organization: { name: each.displayName }, recordName: 'M365 {userPrincipalName}', records: [] },
        }
      : each,
  ),
});

const nameOf = ({ record }: VaultRecordName) => ('id' in record ? record.id : record.name);

class World {
  readonly tables = new Tables();
  readonly messages: Message[] = [];
  readonly asked: string[] = [];
  readonly slept: number[] = [];
  answer: (name: string) => void = () => undefined;
  estate = withVault();
  /** Which record a name or an id leads to. */
  idOf = (name: string) => `id of ${name}`;
  /** Whether the vault tells of records without their passwords. */
  tells = true;
  time = Date.parse(STARTS) - 20 * 3_600_000;
  /** How long one question takes. */
  askMs = 0;

  readonly vault: VaultPreflight = {
    check: async (name) => {
      this.asked.push(nameOf(name));
      this.time += this.askMs;
      this.answer(nameOf(name));
      return this.tells ? { recordId: this.idOf(nameOf(name)) } : {};
    },
  };

  get ports(): CheckVaultPorts {
    return {
      cycles: this.tables.cycles,
      tenants: this.tables.tenants,
      rotations: this.tables.rotations,
      checks: this.tables.vaultChecks,
      vault: this.vault,
      messageQueue: { send: async (message) => void this.messages.push(message) },
      estate: this.estate,
      now: () => new Date(this.time),
      sleep: async (ms) => {
        this.slept.push(ms);
        this.time += ms;
      },
    };
  }

  run = (hoursAhead?: number) => checkVault(this.ports, hoursAhead);

  hoursPass(hours: number): void {
    this.time += hours * 3_600_000;
  }

  /** A cycle of the schedule that has rotated these accounts of a tenant. */
  rotated(tenantId: string, ...names: readonly string[]): void {
    this.tables.cycleRows.set(LAST, {
      cycleId: LAST,
      schedule: 'admin-monthly',
      class: 'admin',
      scheduledFor: '2026-11-02T04:00:00.000Z',
      openedAt: '2026-11-02T04:00:05.000Z',
      decideBefore: '2026-11-04T04:00:05.000Z',
      executionId: 'x',
      dryRun: false,
      status: 'closed',
    });
    this.tables.tenantRows.set(tenantRowOf(LAST, tenantId), {
      cycleId: LAST,
      tenantId,
      displayName: tenantId,
      status: 'closed',
      accountsSeen: 70,
      excluded: {},
      rotations: names.length,
      openCount: 0,
    });
    for (const name of names) {
      const rotation = {
        ...rotationOf(name, { status: 'rejected', decision: { ...decision, reason: 'no' } }),
        cycleId: LAST,
        tenantId,
      };
      this.tables.rotationRows.set(rowOf(rotation), rotation);
    }
  }

  get records() {
    return this.tables.records.filter(({ action }) => action === 'vault.checked');
  }
}

let world: World;
beforeEach(() => {
  world = new World();
  world.rotated(CONTOSO, 'alice', 'bob');
  world.rotated(FABRIKAM, 'carol');
});
const refuse = (problem: VaultRefused['problem'], message = 'Hudu has no such thing') => {
  throw new VaultRefused(problem, message);
};
const told = { kind: 'vault-checked', cycleId: CYCLE, since: '2026-12-06T04:00:00.000Z', startsAt: STARTS };

describe('the day before a cycle', () => {
  test('the records of the accounts of the last cycle are looked for, once, and the team is told once', async () => {
    expect(await world.run()).toEqual({ checked: 2, left: 0 });
    expect(world.asked).toEqual([
      'M365 alice@contoso.example',
      'M365 bob@contoso.example',
      'M365 carol@contoso.example',
    ]);
    expect(await world.tables.vaultChecks.ofCycle(CYCLE)).toMatchObject([
      { tenantId: CONTOSO, ready: 2, troubled: 0, problems: [] },
      { tenantId: FABRIKAM, ready: 1, troubled: 0, problems: [] },
    ]);
    expect(world.records).toMatchObject([
      { cycleId: CYCLE, tenantId: CONTOSO, outcome: 'success', evidence: { detail: '2 of 2 records are ready' } },
      { cycleId: CYCLE, tenantId: FABRIKAM, outcome: 'success' },
    ]);
    expect(world.messages).toEqual([told]);
    for (let hour = 1; hour <= 23; hour++) {
      world.hoursPass(1);
      expect(await world.run()).toEqual({ checked: 0, left: 0 });
    }
    expect([world.asked.length, world.records.length, world.messages.length]).toEqual([3, 2, 1]);
  });

  test.each([
    ['more than a day before', -25],
    ['after it has begun', 1],
  ])('and not %s', async (_, hours) => {
    world.time = Date.parse(STARTS) + hours * 3_600_000;
    expect(await world.run()).toEqual({ checked: 0, left: 0 });
    expect([world.asked, world.messages]).toEqual([[], []]);
  });

  test('a tenant that cannot be checked stops no other, and the team is told of the others in time (R9)', async () => {
    const { rotations } = world.ports;
    const ofTenant: typeof rotations.ofTenant = async (cycleId, tenantId) => {
      if (tenantId === CONTOSO) throw new Error('a row cannot be read');
      return rotations.ofTenant(cycleId, tenantId);
    };
    const run = () => checkVault({ ...world.ports, rotations: { ofTenant } });
    await expect(run()).rejects.toThrow('1 tenants could not be checked');
    expect([world.asked, world.messages]).toEqual([['M365 carol@contoso.example'], []]);
    world.time = Date.parse(STARTS) - 90 * 60_000;
    await expect(run()).rejects.toThrow('1 tenants could not be checked');
    expect(world.messages).toEqual([told]);
  });

  test('what is wrong is on record, and kept for the team', async () => {
    world.answer = (name) => {
      if (name.includes('alice')) refuse('record-not-found', 'Hudu has no record "M365 alice@contoso.example"');
      if (name.includes('bob')) refuse('record-ambiguous', 'Hudu has 2 of it');
    };
    await world.run();
    expect(await world.tables.vaultChecks.ofCycle(CYCLE)).toMatchObject([
      {
        ready: 0,
        troubled: 2,
        problems: [
          {
            account: 'alice@contoso.example',
            problem: 'record-not-found',
            detail: 'Hudu has no record "M365 alice@contoso.example"',
          },
          { account: 'bob@contoso.example', problem: 'record-ambiguous' },
        ],
      },
      { ready: 1, troubled: 0 },
    ]);
    expect(world.records[0]).toMatchObject({
      outcome: 'failed',
      reason: 'record-not-found',
      evidence: {
        detail:
          '0 of 2 records are ready; not ready: alice@contoso.example (record-not-found), bob@contoso.example (record-ambiguous)',
      },
    });
    expect(world.messages).toEqual([told]);
  });

  const contosoHas = (vault: Estate['tenants'][number]['vault'], tenants = [CONTOSO, FABRIKAM]) => {
    const estate = withVault(tenants);
    world.estate = {
      ...estate,
      tenants: estate.tenants.map((each) => (each.tenantId === CONTOSO ? { ...each, vault } : each)),
    };
  };
  const problemOf = async (tenantId: string) =>
    (await world.tables.vaultChecks.ofCycle(CYCLE)).find((each) => each.tenantId === tenantId)?.problems;

  test('two accounts that lead to one record, by a name and by an id, are told', async () => {
    contosoHas({
      organization: { name: 'Contoso' },
      recordName: 'M365 {userPrincipalName}',
      records: [{ account: 'bob@contoso.example', id: '7' }],
    });
    world.idOf = (name) => (name.includes('alice') ? '7' : name);
    await world.run();
    expect(await world.tables.vaultChecks.ofCycle(CYCLE)).toMatchObject([
      { ready: 1, troubled: 1 },
      { ready: 1, troubled: 0 },
    ]);
    expect(await problemOf(CONTOSO)).toEqual([
      {
        account: 'bob@contoso.example',
        problem: 'record-shared',
        detail: 'its record 7 is the one of alice@contoso.example too',
      },
    ]);
  });

  test('so are accounts of two tenants', async () => {
    world.idOf = () => '7';
    world.rotated(CONTOSO, 'alice');
    world.tables.rotationRows.delete([...world.tables.rotationRows.keys()].find((row) => row.includes('bob')) ?? '');
    await world.run();
    expect(await problemOf(CONTOSO)).toEqual([]);
    expect(await problemOf(FABRIKAM)).toMatchObject([{ problem: 'record-shared' }]);
  });

  test('and accounts whose records have the same name, where the vault does not tell of records', async () => {
    world.tells = false;
    contosoHas({
      organization: { name: 'Contoso' },
      records: [
        { account: 'alice@contoso.example', name: 'Shared' },
        { account: 'bob@contoso.example', name: 'Shared' },
      ],
    });
    await world.run();
    expect(await problemOf(CONTOSO)).toMatchObject([{ account: 'bob@contoso.example', problem: 'record-shared' }]);
  });

  test('an account for which two records are listed is told', async () => {
    contosoHas({
      organization: { name: 'Contoso' },
      recordName: 'M365 {userPrincipalName}',
      records: [
        { account: 'alice@contoso.example', id: '7' },
        { account: 'id-alice', id: '8' },
      ],
    });
    await world.run();
    expect(world.asked).not.toContain('7');
    expect(await problemOf(CONTOSO)).toMatchObject([{ account: 'alice@contoso.example', problem: 'record-shared' }]);
  });

  test('one account in two cycles of the same day shares its record with itself alone', async () => {
    const [schedule] = world.estate.schedules;
    if (schedule === undefined) throw new Error('the example has a schedule');
    world.estate = { ...world.estate, schedules: [schedule, { ...schedule, name: 'admin-again' }] };
    // The second cycle has no former one: what it knows of alice is the object id that the estate lists.
    world.estate = {
      ...world.estate,
      tenants: world.estate.tenants.map((each) =>
        each.vault === undefined
          ? each
          : { ...each, vault: { ...each.vault, records: [{ account: 'id-alice', id: '7' }] } },
      ),
    };
    world.estate = { ...world.estate, tenants: world.estate.tenants.filter(({ tenantId }) => tenantId === CONTOSO) };
    await world.run();
    expect(world.records).toHaveLength(2);
    expect(world.records.every(({ outcome }) => outcome === 'success')).toBe(true);
  });

  test('what the vault does not tell is not called ready', async () => {
    world.tells = false;
    await world.run();
    expect((await world.tables.vaultChecks.ofCycle(CYCLE))[0]).toMatchObject({ ready: 0, unseen: 2, troubled: 0 });
    expect(world.records[0]).toMatchObject({
      outcome: 'success',
      evidence: { detail: '0 of 2 records are ready; the vault does not tell of 2' },
    });
  });

  test('records that the estate lists are looked for too, and accounts without any are named', async () => {
    world.estate = {
      ...withVault(),
      tenants: withVault().tenants.map((each) =>
        each.tenantId === CONTOSO
          ? {
              ...each,
              vault: {
                organization: { name: 'Contoso' },
                records: [
                  { account: 'ALICE@contoso.example', id: '7' },
                  { account: 'new@contoso.example', name: 'New' },
                ],
              },
            }
          : each,
      ),
    };
    await world.run();
    expect(world.asked.slice(0, 2)).toEqual(['7', 'New']);
    expect((await world.tables.vaultChecks.ofCycle(CYCLE))[0]).toMatchObject({
      ready: 2,
      troubled: 1,
      problems: [{ account: 'bob@contoso.example', problem: 'no-record-named' }],
    });
  });

  test('a tenant that no cycle has read is told to be unknown, and one that gets links is not asked about', async () => {
    world.estate = withVault([CONTOSO, ADVENTURE]);
    expect(await world.run()).toEqual({ checked: 2, left: 0 });
    const checks = await world.tables.vaultChecks.ofCycle(CYCLE);
    expect(checks.map(({ tenantId, ready, troubled }) => [tenantId, ready, troubled])).toEqual([
      [CONTOSO, 2, 0],
      [ADVENTURE, 0, 0],
    ]);
  });

  test('of an estate whose tenants all get links nothing is asked and told', async () => {
    world.estate = withVault([]);
    expect(await world.run()).toEqual({ checked: 0, left: 0 });
    expect([world.asked, world.messages]).toEqual([[], []]);
  });

  test('who looks further ahead sees what is wrong, and the day before is looked at all the same', async () => {
    world.time = Date.parse(STARTS) - 10 * 24 * 3_600_000;
    expect(await world.run(24 * 20)).toEqual({ checked: 2, left: 0 });
    expect(await world.run(24 * 20)).toEqual({ checked: 0, left: 0 });
    world.time = Date.parse(STARTS) - 23 * 3_600_000;
    expect(await world.run()).toEqual({ checked: 2, left: 0 });
    expect(world.messages).toEqual([{ ...told, since: '2026-11-17T04:00:00.000Z' }, told]);
  });
});

describe('a vault that does not answer', () => {
  test('leaves the tenant to the next hour, and stops no other (R9)', async () => {
    world.answer = (name) => {
      if (name.includes('bob')) throw new Error('Hudu did not answer');
    };
    expect(await world.run()).toEqual({ checked: 1, left: 1 });
    expect(world.messages).toEqual([]);
    world.answer = () => undefined;
    world.hoursPass(1);
    expect(await world.run()).toEqual({ checked: 1, left: 0 });
    expect(world.messages).toEqual([told]);
    expect(world.records).toHaveLength(2);
  });

  test('is not asked three hundred times in one run', async () => {
    world.estate = {
      ...withVault(),
      tenants: Array.from({ length: 100 }, (_, i) => ({
        ...(withVault().tenants[0] as Estate['tenants'][number]),
        tenantId: `00000000-0000-4000-8000-${String(i).padStart(12, '0')}`,
      })),
    };
    for (const { tenantId } of world.estate.tenants) world.rotated(tenantId, 'a', 'b', 'c');
    world.answer = () => {
      throw new Error('Hudu did not answer');
    };
    expect(await world.run()).toEqual({ checked: 0, left: 100 });
    expect(world.asked).toHaveLength(3);
    // The last chance before the cycle: what is not known is told as it is.
    world.time = Date.parse(STARTS) - 3_600_000;
    expect(await world.run()).toEqual({ checked: 100, left: 0 });
    expect(world.asked).toHaveLength(6);
    expect((await world.tables.vaultChecks.ofCycle(CYCLE))[99]).toMatchObject({
      ready: 0,
      troubled: 3,
      problems: [{ problem: 'vault-not-reached', detail: 'Hudu did not answer' }, {}, {}],
    });
    expect(world.messages).toEqual([told]);
  });

  test('and asks to wait is waited for', async () => {
    let busy = 2;
    world.answer = () => {
      if (busy-- > 0) throw new VaultBusy('Hudu answered 429', busy === 0 ? undefined : 7);
    };
    expect(await world.run()).toEqual({ checked: 2, left: 0 });
    expect(world.slept).toEqual([7_000, 15_000]);
  });

  test('and asks to wait for longer than a run lasts is left to the next one', async () => {
    world.answer = () => {
      throw new VaultBusy('Hudu answered 429', 3_600);
    };
    expect(await world.run()).toEqual({ checked: 0, left: 2 });
    expect(world.slept).toEqual([]);
  });

  test('is slow: a run ends in time, and the next one goes on', async () => {
    world.askMs = 400_000;
    expect(await world.run()).toEqual({ checked: 1, left: 1 });
    expect(world.asked).toHaveLength(2);
    expect(await world.run()).toEqual({ checked: 1, left: 0 });
    expect(world.messages).toEqual([told]);
  });

  test('has a secret that nobody has filled: that is told, and not asked again', async () => {
    world.answer = () => {
      throw Object.assign(new Error('the secret m365-rotation/vault has no value yet'), { name: 'SecretNotFilled' });
    };
    expect(await world.run()).toEqual({ checked: 2, left: 0 });
    expect((await world.tables.vaultChecks.ofCycle(CYCLE))[0]?.problems[0]).toMatchObject({
      problem: 'vault-not-allowed',
      detail: 'the secret m365-rotation/vault has no value yet',
    });
  });
});

test('a run that stops anywhere is finished by the next one, and each tenant is on record once (R8)', async () => {
  let stops = 0;
  const stopping = (ports: CheckVaultPorts, at: number): CheckVaultPorts => {
    let calls = 0;
    const stop = () => {
      calls += 1;
      if (calls === at) throw new Error('stopped');
    };
    const { checks, messageQueue } = ports;
    return {
      ...ports,
      checks: {
        ...checks,
        record: async (...args) => {
          stop();
          const is = await checks.record(...args);
          stop();
          return is;
        },
        setTold: async (...args) => {
          stop();
          await checks.setTold(...args);
          stop();
        },
      },
      messageQueue: {
        send: async (message) => {
          stop();
          await messageQueue.send(message);
          stop();
        },
      },
    };
  };
  for (let at = 1; ; at++) {
    world = new World();
    world.rotated(CONTOSO, 'alice');
    world.rotated(FABRIKAM, 'carol');
    const ended = await checkVault(stopping(world.ports, at)).then(
      () => true,
      () => false,
    );
    await world.run();
    expect(world.records).toHaveLength(2);
    expect(world.messages.length).toBeGreaterThanOrEqual(1);
    expect(world.messages.every((each) => JSON.stringify(each) === JSON.stringify(told))).toBe(true);
    if (ended) break;
    stops += 1;
  }
  expect(stops).toBe(8);
});

test('cycles come when the scheduler starts them', () => {
  const days = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'] as const;
  const weeks = ['first', 'second', 'third', 'fourth'] as const;
  const zones = ['America/New_York', 'Australia/Lord_Howe', 'Europe/Berlin', 'Pacific/Auckland', 'UTC'];
  const [schedule] = example.schedules;
  if (schedule === undefined) throw new Error('the example has no schedule');
  fc.assert(
    fc.property(
      fc.constantFrom(...zones),
      fc.nat({ max: 6 }),
      fc.nat({ max: 3 }),
      fc.nat({ max: 23 }),
      fc.boolean(),
      fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2030, 0, 1) }),
      (timeZone, day, week, hour, quarterly, from) => {
        const wanted = {
          ...schedule,
          every: quarterly ? ('quarter' as const) : ('month' as const),
          on: { weekDay: days[day] ?? 'monday', week: weeks[week] ?? 'first' },
          at: `${String(hour).padStart(2, '0')}:30`,
          timeZone,
        };
        const cron = `cron(30 ${hour} ? ${quarterly ? '1,4,7,10' : '*'} ${day + 1}#${week + 1} *)`;
        const parsed = parseSchedule(cron, timeZone);
        if (parsed.kind !== 'cron') throw new Error('a calendar is expected');
        const next = parsed.nextAfter(new Date(from));
        const until = new Date(from + 100 * 86_400_000);
        const [coming] = comingCycles({ ...example, schedules: [wanted] }, new Date(from), until);
        expect(coming?.startsAt).toEqual(next);
      },
    ),
    { numRuns: 300 },
  );
});
