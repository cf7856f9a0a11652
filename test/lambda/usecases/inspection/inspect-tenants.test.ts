import { describe, expect, test } from '@jest/globals';
import { GraphUnavailable, TenantNotReady } from '../../../../lambda/domain/errors.ts';
import type { SignInFacts } from '../../../../lambda/domain/inspection/break-glass-drill.ts';
import { ReaderNotTrusted } from '../../../../lambda/ports/inspections.ts';
import { operator } from '../../../../lambda/usecases/facts.ts';
import { inspectTenants } from '../../../../lambda/usecases/inspection/inspect-tenants.ts';
import { aDirectory, aRole, aUser } from '../../domain/accounts/directories.ts';
import { CONTOSO, estate, Stop, World, watched } from '../in-memory.ts';

const GLOBAL = '62e90394-69f5-4237-9190-012177145e10';
const accounts = ['bg1', 'bg2'].map((name) =>
  aUser(name, { userPrincipalName: `${name}@contoso.onmicrosoft.com`, onPremisesSyncEnabled: false }),
);
const facts: SignInFacts = { methods: ['fido2'], lastSignIn: { kind: 'succeeded', at: '2026-12-01T00:00:00Z' } };

/** Tenants whose break-glass accounts work, as long as nobody changes that. */
function lookedAt(count = 1) {
  const world = new World();
  const tenants = estate.tenants.slice(0, 1).flatMap((example) =>
    Array.from({ length: count }, (_, n) => ({
      ...example,
      name: `tenant-${n}`,
      displayName: `Tenant ${n}`,
      tenantId: `${CONTOSO.slice(0, -4)}${String(n).padStart(4, '0')}`,
      breakGlass: { accounts: accounts.map(({ id }) => id) },
    })),
  );
  const state = {
    blocked: new Set<string>(),
    refusals: new Map<string, Error>(),
    asked: [] as string[],
    many: 0,
    time: Number.POSITIVE_INFINITY,
  };
  const ports = {
    ...world.ports,
    estate: { ...estate, tenants },
    inspections: world.tables.inspections,
    hasTime: () => state.asked.length < state.time,
    report: () => undefined,
    reportMany: () => {
      state.many += 1;
    },
    directory: {
      async readTenant(tenantId: string) {
        const [first, second] = accounts;
        if (first === undefined || second === undefined) throw new Error('there are two');
        const user = { ...second, accountEnabled: !state.blocked.has(tenantId) };
        const directory = aDirectory([], [aRole(first, GLOBAL), aRole(second, GLOBAL)], { tenantId });
        return { ...directory, users: [first, user] };
      },
    },
    inspector: {
      async readerPermissions(tenantId: string) {
        state.asked.push(tenantId);
        const refusal = state.refusals.get(tenantId);
        if (refusal !== undefined) throw refusal;
        return undefined;
      },
      emergencyFacts: async () => ({
        schedules: 'not-licensed' as const,
        accounts: new Map(accounts.map(({ id }) => [id, facts])),
      }),
      writerFacts: async () => ({ kind: 'absent' as const }),
    },
  };
  const drill = () => inspectTenants(ports, { kind: 'break-glass' });
  const first = tenants[0]?.tenantId ?? '';
  return { world, tables: world.tables, ports, state, drill, tenants, first };
}
const actionsOf = ({ world }: ReturnType<typeof lookedAt>) =>
  world.tables.records.map(({ action, outcome, accountId = '-' }) => `${action} ${outcome} ${accountId}`);

describe('the drill of a tenant', () => {
  test('is on record for the tenant and each account, and told once a quarter', async () => {
    const it = lookedAt();
    expect(await it.drill()).toMatchObject({ inspected: 1, passed: 1, failed: 0, left: 0 });
    expect(actionsOf(it)).toEqual([
      'break-glass.checked success -',
      'break-glass.checked success id-bg1',
      'break-glass.checked success id-bg2',
    ]);
    expect(it.world.messages).toMatchObject([{ kind: 'inspection-changed', inspection: 'break-glass' }]);
    expect(it.world.ticketsDue).toEqual([]);
    it.world.hoursPass(24);
    expect(await it.drill()).toMatchObject({ inspected: 0 });
    it.world.hoursPass(30 * 24);
    expect(await it.drill()).toMatchObject({ inspected: 1 });
    expect([it.tables.records.length, it.world.messages.length]).toEqual([6, 2]);
  });

  test('that fails is looked at daily, on record when it changes, and asks for its ticket then', async () => {
    const it = lookedAt();
    it.state.blocked.add(it.first);
    expect(await it.drill()).toMatchObject({ failed: 1, newlyFailed: 1 });
    expect(actionsOf(it)).toEqual([
      'break-glass.checked failed -',
      'break-glass.checked success id-bg1',
      'break-glass.checked failed id-bg2',
    ]);
    const due = { inspection: 'break-glass', tenantId: it.first };
    expect(it.world.ticketsDue).toEqual([due]);
    it.world.hoursPass(24);
    expect(await it.drill()).toMatchObject({ failed: 1, newlyFailed: 0 });
    expect([it.tables.records.length, it.world.ticketsDue.length]).toEqual([3, 1]);
    it.state.blocked.clear();
    it.world.hoursPass(24);
    expect(await it.drill()).toMatchObject({ passed: 1 });
    expect(it.world.ticketsDue).toEqual([due, due]);
    expect(it.tables.records).toHaveLength(6);
  });

  test('that somebody asks for is a proof of its own, by that person', async () => {
    const it = lookedAt();
    await it.drill();
    const asked = {
      tenantIds: [it.first],
      since: it.world.now().toISOString(),
      by: operator('arn:aws:iam::1:user/ada'),
    };
    expect(await inspectTenants(it.ports, { kind: 'break-glass', asked })).toMatchObject({ inspected: 1 });
    expect(it.tables.records).toHaveLength(6);
    expect(it.tables.records.at(-1)?.actor).toEqual({ kind: 'operator', name: 'arn:aws:iam::1:user/ada' });
    expect(await inspectTenants(it.ports, { kind: 'break-glass', asked })).toMatchObject({ inspected: 0 });
  });
});

test('each run tells how many tenants fail, and of how many nothing is known in this quarter', async () => {
  const it = lookedAt(3);
  it.state.blocked.add(it.first);
  it.state.time = 2;
  await it.drill();
  it.state.time = 99;
  await it.drill();
  await it.drill();
  const measured = (DrillsFailing: number, DrillsUnknown: number) => ({
    schedule: 'all',
    values: { DrillsFailing, DrillsUnknown },
  });
  expect(it.world.measured).toEqual([measured(1, 1), measured(1, 0), measured(1, 0)]);
  await inspectTenants(it.ports, { kind: 'consent' });
  expect(it.world.measured).toHaveLength(3);
});

describe('a tenant that does not let us in', () => {
  test('has lost its consent, which the drill does not know anything of', async () => {
    const it = lookedAt();
    it.state.refusals.set(it.first, new TenantNotReady('sign-in to tenant x: the app is not in this tenant'));
    expect(await inspectTenants(it.ports, { kind: 'consent' })).toMatchObject({ failed: 1 });
    expect(await it.drill()).toMatchObject({ unknown: 1, failed: 0 });
    expect(it.world.ticketsDue).toEqual([{ inspection: 'consent', tenantId: it.first }]);
  });

  test('stops no other, and one that does not answer is left to the next run', async () => {
    const it = lookedAt(3);
    it.state.refusals.set(it.first, new GraphUnavailable('busy'));
    expect(await it.drill()).toMatchObject({ inspected: 2, left: 1 });
    it.state.refusals.clear();
    expect(await it.drill()).toMatchObject({ inspected: 1, left: 0 });
  });

  test('is not to blame where nobody takes our proof', async () => {
    const it = lookedAt(3);
    for (const { tenantId } of it.tenants) it.state.refusals.set(tenantId, new ReaderNotTrusted('AADSTS700213'));
    await expect(it.drill()).rejects.toThrow(ReaderNotTrusted);
    expect([it.tables.records.length, it.world.ticketsDue.length]).toEqual([0, 0]);
  });
});

test('what does not fit into a run is left to the next one, who waits longest first', async () => {
  const it = lookedAt(12);
  it.state.time = 5;
  expect(await it.drill()).toMatchObject({ inspected: 5, left: 7 });
  it.state.time = 10;
  expect(await it.drill()).toMatchObject({ inspected: 5, left: 2 });
  it.state.time = 99;
  expect(await it.drill()).toMatchObject({ inspected: 2, left: 0 });
  expect(new Set(it.state.asked).size).toBe(12);
});

test('where many begin to fail together a person is called, and tickets wait for a second look', async () => {
  const it = lookedAt(10);
  for (const { tenantId } of it.tenants) it.state.blocked.add(tenantId);
  await it.drill();
  expect([it.state.many, it.world.ticketsDue.length]).toEqual([1, 0]);
  it.world.hoursPass(24);
  await it.drill();
  expect([it.state.many, it.world.ticketsDue.length]).toEqual([1, 10]);
});

test('while tickets wait, what is told already is not told again with what comes after it', async () => {
  const it = lookedAt(12);
  const [last] = it.tenants.slice(-1);
  const late = last?.tenantId ?? '';
  it.state.refusals.set(late, new GraphUnavailable('busy'));
  for (const { tenantId } of it.tenants) it.state.blocked.add(tenantId);
  await it.drill();
  await it.drill();
  expect([it.state.many, it.world.messages.length, it.world.ticketsDue.length]).toEqual([1, 1, 0]);
  const { changedAt: first = '' } = (await it.tables.inspections.find('break-glass', it.first)) ?? {};
  it.state.refusals.clear();
  it.world.hoursPass(1);
  await it.drill();
  // It belongs to the others: a person is called once more, and its ticket waits too.
  expect([it.state.many, it.world.messages.length, it.world.ticketsDue.length]).toEqual([2, 2, 0]);
  expect(it.world.messages.at(-1)).toMatchObject({ since: expect.not.stringMatching(first) });
  it.world.hoursPass(24);
  it.state.blocked.delete(it.first);
  await it.drill();
  expect(it.world.ticketsDue).toHaveLength(12);
  expect((await it.tables.inspections.ofKind('break-glass')).every((each) => each.ticketWaits === undefined)).toBe(
    true,
  );
});

test('nine that fail together are nine tickets', async () => {
  const it = lookedAt(9);
  for (const { tenantId } of it.tenants) it.state.blocked.add(tenantId);
  await it.drill();
  expect([it.state.many, it.world.ticketsDue.length]).toEqual([0, 9]);
});

describe('a run that stops at any call (R8)', () => {
  test.each(['before', 'after'] as const)('%s it is made up for by the next one', async (moment) => {
    for (let n = 1; ; n += 1) {
      const it = lookedAt(2);
      it.state.blocked.add(it.first);
      const stop = new Stop(n, moment);
      const { inspections, messageQueue, ticketQueue } = it.ports;
      const ports = { ...it.ports, ...watched({ inspections, messageQueue, ticketQueue }, stop.watch) };
      await inspectTenants(ports, { kind: 'break-glass' }).catch(() => undefined);
      const { isDown } = stop;
      stop.restart();
      it.world.hoursPass(1);
      await inspectTenants(it.ports, { kind: 'break-glass' });
      // On record once, whatever happened; told at least once.
      expect([
        n,
        moment,
        actionsOf(it)
          .filter((each) => each.endsWith('-'))
          .toSorted(),
      ]).toEqual([n, moment, ['break-glass.checked failed -', 'break-glass.checked success -']]);
      expect(it.world.messages.length).toBeGreaterThan(0);
      expect(it.world.ticketsDue).toContainEqual({ inspection: 'break-glass', tenantId: it.first });
      expect((await it.tables.inspections.ofKind('break-glass')).every(({ told }) => told)).toBe(true);
      if (!isDown) break;
    }
  });
});
