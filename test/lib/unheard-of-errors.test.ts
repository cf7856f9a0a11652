import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { failure, thrown } from '@m365-rotation/local-aws';
import { waitingStates } from './aws-errors/waited-for.ts';
import { type FaultAt, type RanCycle, runCycle } from './cycle-in-memory/run-cycle.ts';

/** An error that no list names, at every state that calls something: no cycle, tenant or rotation is left open by it. */

const folder = mkdtempSync(join(tmpdir(), 'unheard-of-'));
afterAll(() => rmSync(folder, { recursive: true }));

const NAME = 'NobodyKnowsThis';
const failing = { fails: () => thrown(NAME, 'it failed') };
const refused = (name: string) => ({
  fails: () => {
    throw failure(name, 'it failed');
  },
});

const states = waitingStates
  .filter(({ calls }) => calls !== undefined)
  .filter(({ name }) => /^(RotationCycle|TenantRotation|AccountRotation)\./.test(name));
/** They run only after another one has failed. */
const afterwards: Readonly<Record<string, string>> = {
  'RotationCycle.RecordTenantNotStarted': 'RotationCycle.StartTenant',
  'TenantRotation.RecordNotStarted': 'TenantRotation.StartAccount',
};
/** Nothing comes after these: they are tried for more than an hour, and their alarm tells where that is not enough. */
const LAST = ['RotationCycle.CloseCycle'];
const TRIES_OF_LAST = 10;

const faultOf = (calls: string | undefined) => (calls === 'lambda:Invoke' ? failing : refused(`Some.${NAME}`));

const faultsAt =
  (state: string, calls: string | undefined, afterEffect = false): FaultAt =>
  (at, n) => {
    if (at === afterwards[state]) return refused(`Some.${NAME}`);
    return at === state && (!LAST.includes(state) || n <= TRIES_OF_LAST)
      ? { ...faultOf(calls), afterEffect }
      : undefined;
  };

/** Rows that nobody would bring to an end any more. */
const leftOpen = ({ world: { tables } }: RanCycle) => [
  ...[...tables.cycleRows.values()].filter(({ status }) => status === 'open').map(({ cycleId }) => cycleId),
  ...[...tables.tenantRows.values()]
    .filter(({ status }) => status === 'pending' || status === 'discovered')
    .map(({ displayName }) => displayName),
  ...[...tables.rotationRows.values()].filter(({ closed }) => !closed).map(({ accountId }) => accountId),
];

test('without any error a cycle ends well, and comes by every state that is not for errors', async () => {
  const ran = await runCycle(folder, () => undefined);
  expect(ran.end).toMatchObject({ status: 'SUCCEEDED' });
  expect(leftOpen(ran)).toEqual([]);
  expect([...ran.world.tables.rotationRows.values()].map(({ state }) => state.status)).toContain('rotated');
  const expected = states.map(({ name }) => name).filter((name) => afterwards[name] === undefined);
  expect([...ran.visited].filter((each) => each !== 'RotationCycle.StartTenants').sort()).toEqual(expected.sort());
});

describe('whatever fails, nothing is left open', () => {
  describe.each([
    ['nothing was done', false],
    ['all was done', true],
  ])('%s', (_, afterEffect) => {
    test.each(states.map(({ name, calls }) => [name, calls] as const))('%s', async (name, calls) => {
      const ran = await runCycle(folder, faultsAt(name, calls, afterEffect));
      expect(ran.visited).toContain(name);
      expect(leftOpen(ran)).toEqual([]);
    });
  });

  test('the list of tenants', async () => {
    const ran = await runCycle(folder, (at) => (at === 'RotationCycle.StartTenants' ? refused(NAME) : undefined));
    expect(leftOpen(ran)).toEqual([]);
    expect(ran.end).toMatchObject({ status: 'FAILED', error: 'CycleFailed' });
  });
});

describe('who is told', () => {
  test('a cycle that could not go to its end says so, and fails, so that its alarm tells', async () => {
    const ran = await runCycle(folder, faultsAt('RotationCycle.AwaitTenants', 'dynamodb:UpdateItem'));
    const reason = `Some.${NAME}: it failed`;
    expect(ran.end).toMatchObject({ status: 'FAILED', error: 'CycleFailed', cause: reason });
    expect([...ran.world.tables.cycleRows.values()]).toEqual([
      expect.objectContaining({ status: 'closed', failure: reason }),
    ]);
    expect(ran.world.messages).toContainEqual(expect.objectContaining({ kind: 'cycle-closed' }));
  });

  test('one whose opening failed after its row was written is found by its execution, and closed', async () => {
    const ran = await runCycle(folder, faultsAt('RotationCycle.OpenCycle', 'lambda:Invoke', true));
    expect(ran.world.tables.cycleRows.size).toBe(1);
    expect(ran.end).toMatchObject({ status: 'FAILED', error: 'CycleFailed' });
    expect(leftOpen(ran)).toEqual([]);
  });

  test('tenants that cannot be started are closed at once, with the reason: the cycle waits for none of them', async () => {
    const throttled = 'StepFunctions.AWSStepFunctionsException';
    const ran = await runCycle(folder, (at) => (at === 'RotationCycle.StartTenant' ? refused(throttled) : undefined));
    expect(ran.hours).toBeLessThan(1);
    expect(ran.end).toMatchObject({ status: 'SUCCEEDED' });
    const tenants = [...ran.world.tables.tenantRows.values()];
    expect(tenants.map(({ status, failure: why }) => [status, why])).toEqual(
      tenants.map(() => ['failed', `NotStarted: ${throttled}: it failed`]),
    );
    expect(ran.world.messages.filter(({ kind }) => kind === 'tenant-closed')).toHaveLength(tenants.length);
  });

  test('accounts that cannot be started end as failed, with the reason, and their tenant waits for none of them', async () => {
    const throttled = 'StepFunctions.AWSStepFunctionsException';
    const ran = await runCycle(folder, (at) => (at === 'TenantRotation.StartAccount' ? refused(throttled) : undefined));
    expect(ran.hours).toBeLessThan(2);
    const rotations = [...ran.world.tables.rotationRows.values()];
    expect(rotations.length).toBeGreaterThan(0);
    for (const { state } of rotations) {
      expect(state).toMatchObject({ status: 'failed', reason: `NotStarted: ${throttled}: it failed` });
    }
  });

  test('starts that are throttled for a while all come about', async () => {
    const throttled = refused('StepFunctions.AWSStepFunctionsException');
    const ran = await runCycle(folder, (at, n) =>
      /\.Start(Tenant|Account)$/.test(at) && n <= 20 ? throttled : undefined,
    );
    const quiet = await runCycle(folder, () => undefined);
    const outcomes = ({ world }: RanCycle) => [...world.tables.rotationRows.values()].map(({ state }) => state.status);
    expect(outcomes(ran)).toEqual(outcomes(quiet));
  });
});
