import { describe, expect, test } from '@jest/globals';
import { problemsOfChain } from '../../../../lambda/domain/audit/audit-chain.ts';
import { decideRotation } from '../../../../lambda/usecases/approval/decide-rotation.ts';
import { openCycle } from '../../../../lambda/usecases/cycle/open-cycle.ts';
import { discoverTenant } from '../../../../lambda/usecases/discovery/discover-tenant.ts';
import { recordOutcome } from '../../../../lambda/usecases/rotation/record-outcome.ts';
import { aRole, aUser, EXCHANGE, GROUP } from '../../domain/accounts/directories.ts';
import { CONTOSO, CYCLE, SCHEDULE, Stop, signedIn, World } from '../in-memory.ts';
import { rowOf } from '../in-memory-tables.ts';
import { APPROVE, actionsOf, approved, discovered, keyOf, rotationOf, statusOf } from '../scene.ts';
import { rotate, steps, tried } from '../workflow.ts';

const KEY = keyOf('ops');
const newPasswordOf = (world: World) => world.contoso.passwords.get('id-ops');

/** What must hold at every instant (R3). */
const checkAlways = (world: World) => expect(world.contoso.isReadable('id-ops')).toBe(true);

function checkChains(world: World): void {
  for (const chain of world.tables.chains.values()) {
    expect(problemsOfChain(chain.map((each) => ({ ...each })))).toEqual([]);
  }
}

function checkRotated(world: World): void {
  expect(statusOf(world)).toBe('rotated');
  expect(rotationOf(world).closed).toBe(true);
  expect(world.contoso.current('id-ops')).toBe(newPasswordOf(world));
  expect(newPasswordOf(world)).not.toBe('first password of ops');
  expect(new Set(world.contoso.resets).size).toBe(1); // R3: the same value, however often
  expect(world.tables.credentialLinks.size).toBe(1); // R6
  expect(world.messages.some((each) => each.kind === 'passwords-ready')).toBe(true);
  expect(world.contoso.signedOut).toContain('id-ops');
  checkChains(world);
}

test('a rotation that goes well leaves the records that the auditor guide lists', async () => {
  const world = await approved();
  expect(await rotate(world, KEY, undefined, () => checkAlways(world))).toBeUndefined();
  checkRotated(world);
  expect(actionsOf(world)).toEqual([
    'account.discovered',
    'approval.approved',
    'credential.staged',
    'reset.attempted',
    'reset.succeeded',
    'tokens.revoked',
    'reset.proven',
    'credential.promoted',
    'link.created',
    'rotation.closed',
  ]);
});

test('every step may run twice (R8)', async () => {
  const world = await approved();
  for (const step of Object.values(steps)) {
    await step(world.ports, KEY);
    await step(world.ports, KEY);
  }
  await rotate(world, KEY);
  checkRotated(world);
  expect(world.contoso.resets).toHaveLength(1);
});

describe('stopped before or after any outside call, it ends as if nothing had happened (R3, R8)', () => {
  for (const moment of ['before', 'after'] as const) {
    test(moment, async () => {
      let happened = true;
      let places = 0;
      for (let n = 1; happened; n += 1) {
        const world = await approved();
        const stop = new Stop(n, moment);
        await rotate(world, KEY, stop, () => checkAlways(world));
        happened = stop.happened;
        if (happened) places += 1;
        checkRotated(world);
      }
      expect(places).toBeGreaterThan(20);
    });
  }

  test('also where the answer of the reset is lost besides', async () => {
    for (let n = 1; n <= 30; n += 1) {
      const world = await approved();
      world.contoso.fates.push('answer-lost');
      await rotate(world, KEY, new Stop(n, 'after'), () => checkAlways(world));
      checkRotated(world);
    }
  });
});

describe('what Graph may do to a reset', () => {
  test('an answer that is lost: the directory shows the change, and no second request is sent', async () => {
    const world = await approved();
    world.contoso.fates.push('answer-lost', 'refused');
    await rotate(world, KEY);
    checkRotated(world);
    expect(world.contoso.resets).toHaveLength(1);
    expect(rotationOf(world).state).toMatchObject({ answer: { kind: 'seen-in-directory' } });
    const chain = world.tables.chains.get(`${CONTOSO}#id-ops`) ?? [];
    const told = chain.find((each) => each.action === 'reset.succeeded');
    expect(told?.evidence).not.toHaveProperty('graphRequestId'); // what is not known is never invented
    expect(told?.evidence?.detail).toContain('no answer came; lastPasswordChangeDateTime ');
  });

  test('an answer that does not name its request: applied, and the record says so', async () => {
    const world = await approved();
    world.contoso.fates.push('applied-without-id');
    await rotate(world, KEY);
    checkRotated(world);
    expect(rotationOf(world).state).toMatchObject({ answer: { kind: 'answered-without-id' } });
    const chain = world.tables.chains.get(`${CONTOSO}#id-ops`) ?? [];
    expect(chain.find((each) => each.action === 'reset.succeeded')?.evidence).toMatchObject({
      detail: 'Graph answered, and did not name its request',
    });
  });

  test('a request that is lost while somebody else changes the password: that change is not taken for ours', async () => {
    for (const secondsLater of [-30, 3600]) {
      const world = await approved();
      world.contoso.fates.push('request-lost');
      await steps.stage?.(world.ports, KEY);
      await expect(steps.reset?.(world.ports, KEY)).rejects.toMatchObject({ name: 'ResetOutcomeUnknown' });
      const at = new Date(world.ports.now().getTime() + secondsLater * 1000);
      world.contoso.passwords.set('id-ops', 'by the owner');
      world.contoso.change('id-ops', { lastPasswordChangeDateTime: at.toISOString() });
      await steps.reset?.(world.ports, KEY);
      expect(world.contoso.resets).toHaveLength(2);
      expect(world.contoso.isReadable('id-ops')).toBe(true);
    }
  });

  test('an answer that is lost and a change that shows late: the same value again, and proof against the first reading', async () => {
    const world = await approved();
    const before = '2026-01-05T05:00:00Z';
    world.contoso.readsUntilVisible = 2;
    world.contoso.fates.push('answer-lost', 'request-lost');
    await rotate(world, KEY);
    checkRotated(world);
    expect(world.contoso.resets).toHaveLength(3);
    expect(rotationOf(world).state).toMatchObject({ passwordChangedBefore: before });
  });

  test('no answer at all, every time: uncertain, a person is called, and both versions stay', async () => {
    const world = await approved();
    world.contoso.readsUntilVisible = 100;
    world.contoso.fates.push('answer-lost', 'request-lost', 'request-lost', 'request-lost');
    await rotate(world, KEY, undefined, () => checkAlways(world));
    expect(statusOf(world)).toBe('uncertain');
    expect(world.messages).toContainEqual(expect.objectContaining({ kind: 'alert', subject: 'uncertain-rotation' }));
    expect(world.contoso.current('id-ops')).toBe('first password of ops');
    expect(world.contoso.isReadable('id-ops')).toBe(true);
  });

  test('a refusal of the first attempt: failed, since nothing was applied', async () => {
    const world = await approved();
    world.contoso.fates.push('refused');
    await rotate(world, KEY);
    expect(statusOf(world)).toBe('failed');
    expect(newPasswordOf(world)).toBe('first password of ops');
    expect(world.contoso.resets).toHaveLength(1);
  });

  test('a refusal after an attempt without answer: uncertain, since that one may have been applied', async () => {
    const world = await approved();
    world.contoso.readsUntilVisible = 100;
    world.contoso.fates.push('answer-lost', 'refused');
    await rotate(world, KEY);
    expect(statusOf(world)).toBe('uncertain');
    expect(world.contoso.isReadable('id-ops')).toBe(true);
  });

  test('throttled, or no token: nothing was applied, and it is tried again', async () => {
    const world = await approved();
    world.contoso.fates.push('throttled', 'token-refused');
    await rotate(world, KEY);
    checkRotated(world);
  });

  test('throttled to the end: failed, not uncertain', async () => {
    const world = await approved();
    world.contoso.fates.push('throttled', 'throttled', 'throttled', 'throttled');
    await rotate(world, KEY);
    expect(statusOf(world)).toBe('failed');
  });

  test('applied but never shown: uncertain, and the old label stays', async () => {
    const world = await approved();
    world.contoso.readsUntilVisible = 100;
    await rotate(world, KEY, undefined, () => checkAlways(world));
    expect(statusOf(world)).toBe('uncertain');
    expect(world.contoso.current('id-ops')).toBe('first password of ops');
    expect(world.contoso.isReadable('id-ops')).toBe(true);
  });

  test('shown late: patience', async () => {
    const world = await approved();
    world.contoso.readsUntilVisible = 2;
    await rotate(world, KEY);
    checkRotated(world);
  });

  test('signing out fails: noted, and the rotation goes on', async () => {
    const world = await approved();
    world.contoso.signOutFails = true;
    await rotate(world, KEY);
    expect(statusOf(world)).toBe('rotated');
    const chain = world.tables.chains.get(`${CONTOSO}#id-ops`) ?? [];
    expect(chain.find((each) => each.action === 'tokens.revoked')?.outcome).toBe('failed');
  });
});

describe('the guards look for themselves (R1, R2)', () => {
  test('without a decision nothing is staged or reset, whatever the workflow says', async () => {
    const world = await discovered();
    expect(await steps.stage?.(world.ports, KEY)).toMatchObject({ approval: 'awaited' });
    expect(statusOf(world)).toBe('awaiting-approval');
    expect(world.contoso.versions.get('id-ops')?.size).toBe(1);
    await expect(steps.reset?.(world.ports, KEY)).rejects.toThrow('it is awaiting-approval');
    expect(world.contoso.resets).toEqual([]);
    expect(actionsOf(world)).toContain('reset.refused');
  });

  test.each(['rejected', 'expired'] as const)('one that is %s is neither staged nor reset', async (status) => {
    const world = await discovered();
    if (status === 'expired') await recordOutcome(world.ports, KEY, { kind: 'expired' });
    else await decideRotation(world.ports, signedIn('Ada'), KEY, { decision: 'reject', reason: 'leaves on Friday' });
    expect(await steps.stage?.(world.ports, KEY)).toEqual({ approval: 'denied' });
    await expect(steps.reset?.(world.ports, KEY)).rejects.toThrow(`it is ${status}`);
    expect(statusOf(world)).toBe(status);
    expect(world.contoso.versions.get('id-ops')?.size).toBe(1);
    expect(world.contoso.resets).toEqual([]);
  });

  test('an approval by a technician who is gone from the estate does not stand', async () => {
    const world = await approved();
    const left = { ...world.estate, technicians: world.estate.technicians.slice(1) };
    await expect(steps.stage?.({ ...world.ports, estate: left }, KEY)).rejects.toMatchObject({
      name: 'RotationRefused',
    });
    expect(world.contoso.versions.get('id-ops')?.size).toBe(1);
  });

  const changes = {
    disabled: { accountEnabled: false },
    synced: { onPremisesSyncEnabled: true },
    guest: { userType: 'Guest' },
    restricted: { isManagementRestricted: true },
    federated: { userPrincipalName: 'ops@fed.example' },
    renamed: { userPrincipalName: 'other@contoso.example' },
  };
  test.each(Object.entries(changes))('an account that became %s after its approval is not reset', async (_, change) => {
    const world = await approved();
    world.contoso.change('id-ops', change);
    expect(await rotate(world, KEY)).toMatchObject({ kind: 'error' });
    expect(statusOf(world)).toBe('failed');
    expect(world.contoso.resets).toEqual([]);
    expect(actionsOf(world)).toContain('reset.refused');
  });

  test('an account that is gone is not reset', async () => {
    const world = await approved();
    world.contoso.users = world.contoso.users.filter((each) => each.id !== 'id-ops');
    await rotate(world, KEY);
    expect(statusOf(world)).toBe('failed');
  });

  /** The estate as it is deployed between the approval and the next step. */
  const withRules = (world: World, rules: Partial<World['estate']['tenants'][number]>) => ({
    ...world.ports,
    estate: { ...world.estate, tenants: world.estate.tenants.map((each) => ({ ...each, ...rules })) },
  });
  const breakGlass = { accounts: ['bg1@contoso.onmicrosoft.com'], groups: [GROUP] };

  test('an account that became a member of a break-glass group after its approval is not reset', async () => {
    const world = new World();
    const ports = withRules(world, { breakGlass });
    world.contoso.groups = [{ id: GROUP, memberIds: ['id-bg1'] }];
    world.contoso.add(aUser('ops'), aRole(aUser('ops'), EXCHANGE));
    await openCycle(ports, { ...SCHEDULE, executionId: 'execution-1' });
    await discoverTenant(ports, { cycleId: CYCLE, tenantId: CONTOSO });
    await decideRotation(ports, signedIn('Ada'), KEY, APPROVE);
    await steps.stage?.(ports, KEY);
    world.contoso.groups = [{ id: GROUP, memberIds: ['id-bg1', 'id-ops'] }];
    await expect(steps.reset?.(ports, KEY)).rejects.toMatchObject({ reason: 'break-glass' });
    world.contoso.groups = [];
    await expect(steps.reset?.(ports, KEY)).rejects.toMatchObject({ reason: 'unknown-data' });
    expect(world.contoso.resets).toEqual([]);
  });

  test('a break-glass group that the estate named after discovery was not read then: nothing is staged', async () => {
    const world = await approved();
    world.contoso.groups = [{ id: GROUP, memberIds: ['id-bg1'] }];
    await expect(steps.stage?.(withRules(world, { breakGlass }), KEY)).rejects.toMatchObject({
      reason: 'unknown-data',
    });
    expect(world.contoso.versions.get('id-ops')?.size).toBe(1);
  });

  test('a break-glass group that the estate named after staging stops the reset of its members', async () => {
    const world = await approved();
    await steps.stage?.(world.ports, KEY);
    world.contoso.groups = [{ id: GROUP, memberIds: ['id-ops'] }];
    await expect(steps.reset?.(withRules(world, { breakGlass }), KEY)).rejects.toMatchObject({ reason: 'break-glass' });
    expect(world.contoso.resets).toEqual([]);
  });

  test('staging decides by the record: an account that was synced when it was discovered is not staged', async () => {
    const world = await approved();
    const found = rotationOf(world);
    const user = { ...found.account.observed.user, onPremisesSyncEnabled: true };
    const account = { ...found.account, observed: { ...found.account.observed, user } };
    world.tables.rotationRows.set(rowOf(KEY), { ...found, account });
    await expect(steps.stage?.(world.ports, KEY)).rejects.toMatchObject({ reason: 'synced' });
    expect(world.contoso.versions.get('id-ops')?.size).toBe(1);
  });

  test('an account that was put on the list after its approval is not even staged', async () => {
    const world = await approved();
    const tenants = world.estate.tenants.map((each) => ({ ...each, neverRotate: ['ops@contoso.example'] }));
    await expect(steps.stage?.({ ...world.ports, estate: { ...world.estate, tenants } }, KEY)).rejects.toMatchObject({
      reason: 'listed',
    });
    expect(world.contoso.versions.get('id-ops')?.size).toBe(1);
  });
});

test('two runs of a step at the same moment do no harm', async () => {
  for (const name of Object.keys(steps)) {
    const world = await approved();
    for (const [each, step] of Object.entries(steps)) {
      if (each !== name) {
        await step(world.ports, KEY);
        continue;
      }
      const runs = await Promise.allSettled([step(world.ports, KEY), step(world.ports, KEY)]);
      for (const run of runs) {
        if (run.status === 'rejected') expect(run.reason).toMatchObject({ name: 'StaleState' });
      }
      await tried(() => step(world.ports, KEY)); // as the workflow does after StaleState
    }
    await rotate(world, KEY);
    checkRotated(world);
  }
});

test('no password gets into a record, a message or a row (R4)', async () => {
  const world = await approved();
  await rotate(world, KEY);
  const { chains, rotationRows, credentialLinks, tenantRows } = world.tables;
  const written = JSON.stringify([...chains, ...rotationRows, ...credentialLinks, ...tenantRows, ...world.messages]);
  expect(written).not.toContain(newPasswordOf(world));
  expect(written).toContain(CYCLE);
});
