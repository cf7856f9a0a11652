import { describe, expect, test } from '@jest/globals';
import { exclusionLabel } from '../../../../lambda/domain/accounts/exclusion-reasons.ts';
import { type OnlyThese, onlyAccounts } from '../../../../lambda/domain/cycle/only-these.ts';
import { ResetOutcomeUnknown, TenantNotReady } from '../../../../lambda/domain/errors.ts';
import { CYCLE_ID_PATTERN } from '../../../../lambda/domain/identifiers.ts';
import { decideRotation } from '../../../../lambda/usecases/approval/decide-rotation.ts';
import { requestApprovals } from '../../../../lambda/usecases/approval/request-approvals.ts';
import { announceCycle } from '../../../../lambda/usecases/cycle/announce-cycle.ts';
import { closeCycle } from '../../../../lambda/usecases/cycle/close-cycle.ts';
import { closeTenant } from '../../../../lambda/usecases/cycle/close-tenant.ts';
import { cycleOpenedBy } from '../../../../lambda/usecases/cycle/cycles-back.ts';
import { openCycle } from '../../../../lambda/usecases/cycle/open-cycle.ts';
import { discoverTenant } from '../../../../lambda/usecases/discovery/discover-tenant.ts';
import { reasonOf } from '../../../../lambda/usecases/rotation/caught-error.ts';
import { recordOutcome } from '../../../../lambda/usecases/rotation/record-outcome.ts';
import { resetPassword } from '../../../../lambda/usecases/rotation/reset-password.ts';
import { stagePassword } from '../../../../lambda/usecases/rotation/stage-password.ts';
import { aUser } from '../../domain/accounts/directories.ts';
import { CONTOSO, CYCLE, DEPLOYED, SCHEDULE, Stop, signedIn, World, watched } from '../in-memory.ts';
import { tenantRowOf } from '../in-memory-tables.ts';
import { APPROVE, actionsOf, discovered, keyOf, rotationOf, statusOf } from '../scene.ts';
import { rotate, tried } from '../workflow.ts';

const TENANT = { cycleId: CYCLE, tenantId: CONTOSO };
const names = ['ops', 'mail', 'root', 'bruno.admin'];
const open = (world: World, more = {}) => openCycle(world.ports, { ...SCHEDULE, executionId: 'execution-1', ...more });
const tenantOf = (world: World) => world.tables.tenantRows.get(tenantRowOf(CYCLE, CONTOSO));

describe('opening', () => {
  test('is named by the schedule, not by the clock, in the time zone of the schedule', async () => {
    const world = new World();
    world.hoursPass(100);
    expect(await open(world)).toMatchObject({ cycleId: CYCLE, opened: true, tenants: 3, bucket: 'work' });
    const late = await open(world, { scheduledFor: new Date('2027-01-03T23:30:00Z') });
    expect(late.cycleId).toBe('2027-01-04-admin-monthly'); // 00:30 in Berlin
  });

  test('happens once: another execution ends quietly, the same one goes on', async () => {
    const world = new World();
    await open(world);
    expect(await open(world, { executionId: 'execution-2' })).toEqual({
      cycleId: CYCLE,
      opened: false,
      dryRun: false,
      tenants: 3,
    });
    expect(await open(world)).toMatchObject({ opened: true });
    expect(world.tables.records.filter((each) => each.action === 'cycle.opened')).toHaveLength(1);
    expect(world.lists).toHaveLength(2);
  });

  test('a dry run stands in nobody’s way', async () => {
    const world = new World();
    const dry = await open(world, { dryRun: true });
    expect(dry.cycleId).toMatch(/^2026-12-07-admin-monthly-dry-[0-9a-f]{8}$/);
    expect(await open(world)).toMatchObject({ cycleId: CYCLE, opened: true });
  });

  const onDemand = (only?: { tenantIds: string[]; accountIds: string[] }, request?: string) => ({
    onDemand: { requestedBy: 'arn:aws:iam::123456789012:user/olga', reason: 'a technician left', only, request },
  });
  const ONE = { tenantIds: [CONTOSO], accountIds: ['id-ops'] };

  test('by hand, for one account: a cycle of its own, of that tenant alone, with who asked and why on record', async () => {
    const world = new World();
    const { cycleId, tenants } = await open(world, onDemand(ONE));
    expect(cycleId).toMatch(/^2026-12-07-admin-monthly-now-[0-9a-f]{8}$/);
    expect(cycleId).toMatch(CYCLE_ID_PATTERN);
    expect(tenants).toBe(1);
    expect(world.lists).toEqual([[{ tenantId: CONTOSO, tenantName: 'contoso' }]]);
    expect(world.tables.cycleRows.get(cycleId)).toMatchObject({ only: ONE, portalUrl: 'https://portal' });
    expect(world.tables.records[0]).toMatchObject({
      action: 'cycle.opened',
      actor: { kind: 'operator', name: 'arn:aws:iam::123456789012:user/olga' },
      reason: 'a technician left',
      ...DEPLOYED,
    });
    expect(await open(world)).toMatchObject({ cycleId: CYCLE, opened: true, tenants: 3 }); // the schedule's own
  });

  test('by hand twice: once; by another name: once more', async () => {
    const world = new World();
    const first = await open(world, onDemand(ONE));
    const again = await open(world, { ...onDemand(ONE), executionId: 'execution-2' });
    expect(again).toMatchObject({ cycleId: first.cycleId, opened: false });
    const named = await open(world, { ...onDemand(ONE, 'second'), executionId: 'execution-3' });
    expect(named).toMatchObject({ opened: true });
    expect(named.cycleId).not.toBe(first.cycleId);
  });

  test('by hand for the whole estate: it is the cycle of the schedule, and never a second one', async () => {
    const world = new World();
    expect(await open(world, onDemand())).toMatchObject({ cycleId: CYCLE, opened: true });
    expect(await open(world, { executionId: 'execution-2' })).toMatchObject({ opened: false });
  });

  test('by hand for a tenant that is not there, for none, or for accounts of two: an error, on record (R5)', async () => {
    for (const [tenantIds, accountIds] of [
      [['00000000-0000-4000-8000-00000000dead'], []],
      [[], []],
      [[], ['id-ops']],
      [new World().estate.tenants.slice(0, 2).map(({ tenantId }) => tenantId), ['id-ops']],
    ] as const) {
      const only = { tenantIds: [...tenantIds], accountIds: [...accountIds] };
      const world = new World();
      await expect(open(world, onDemand(only))).rejects.toThrow();
      expect(world.tables.records).toMatchObject([
        { action: 'command.refused', outcome: 'refused', chain: '-#-', actor: { kind: 'operator' } },
      ]);
    }
  });

  test('by hand for one account: discovery finds that one', async () => {
    const world = await discovered();
    const { cycleId } = await open(world, { ...onDemand(ONE), executionId: 'execution-2' });
    const { rotations: found, decideBefore } = await discoverTenant(world.ports, { cycleId, tenantId: CONTOSO });
    expect(found.map(({ accountId }) => accountId)).toEqual(['id-ops']);
    expect(decideBefore).toBe(world.tables.cycleRows.get(cycleId)?.decideBefore);
    expect(world.tables.tenantRows.get(tenantRowOf(cycleId, CONTOSO))).toMatchObject({
      excluded: { 'not-asked-for': 3 },
      rotations: 1,
    });
  });

  test('for accounts of several tenants: each tenant finds its own, and one that is gone stops no other', async () => {
    const world = await discovered();
    const [, fabrikam = CONTOSO] = world.estate.tenants.map(({ tenantId }) => tenantId);
    const only = onlyAccounts([
      { tenantId: CONTOSO, accountId: 'id-ops' },
      { tenantId: CONTOSO, accountId: 'id-gone' },
      { tenantId: fabrikam, accountId: 'id-other' },
    ]);
    const { cycleId, tenants } = await open(world, {
      onDemand: { requestedBy: { rule: 'rotateAfterReveal' }, reason: 'seen for 8 hours', only },
      executionId: 'execution-2',
    });
    expect(tenants).toBe(2);
    expect(world.tables.cycleRows.get(cycleId)).toMatchObject({
      only,
      requested: { by: 'the rule rotateAfterReveal', reason: 'seen for 8 hours' },
    });
    const { rotations: found } = await discoverTenant(world.ports, { cycleId, tenantId: CONTOSO });
    expect(found.map(({ accountId }) => accountId)).toEqual(['id-ops']);
    expect(world.tables.tenantRows.get(tenantRowOf(cycleId, CONTOSO))?.problems).toContainEqual(
      expect.stringContaining('id-gone'),
    );
    await expect(
      discoverTenant(world.ports, { cycleId, tenantId: world.estate.tenants[2]?.tenantId ?? '' }),
    ).rejects.toThrow('no account of tenant');
  });

  test('by a technician: on record by the name that the estate has, and only where he or she decides', async () => {
    const world = new World();
    const bruno = world.estate.technicians.find(({ name }) => name.startsWith('Bruno'))?.objectId ?? '';
    const asked = (only: OnlyThese) => ({
      onDemand: { requestedBy: { technician: bruno }, reason: 'the phone was lost', only },
    });
    const { cycleId } = await open(world, asked(ONE));
    expect(world.tables.records[0]).toMatchObject({ actor: { kind: 'technician', name: 'Bruno Okafor' } });
    expect(world.tables.cycleRows.get(cycleId)?.requested).toEqual({
      by: 'Bruno Okafor',
      reason: 'the phone was lost',
    });
    const foreign = world.estate.tenants.find(({ name }) => name === 'adventure-works')?.tenantId ?? '';
    await expect(open(world, asked({ tenantIds: [foreign], accountIds: ['id-ops'] }))).rejects.toThrow(
      'does not decide for adventure-works',
    );
    expect(world.tables.records.at(-1)).toMatchObject({
      action: 'command.refused',
      actor: { kind: 'technician', name: 'Bruno Okafor' },
    });
  });

  test('by somebody whom the estate does not have: an error, on record as unknown', async () => {
    const world = new World();
    const stranger = { technician: '00000000-0000-4000-8000-00000000dead' };
    const onDemandBy = { onDemand: { requestedBy: stranger, reason: 'x', only: ONE } };
    await expect(open(world, onDemandBy)).rejects.toThrow('not a technician');
    expect(world.tables.records).toMatchObject([{ action: 'command.refused', actor: { kind: 'unknown' } }]);
  });

  test('a schedule that the estate does not have is an error that names those it has', async () => {
    await expect(open(new World(), { schedule: 'yearly' })).rejects.toThrow('admin-monthly, service-quarterly');
  });
});

describe('discovering', () => {
  test('records whom to rotate and whom not, each with its reason', async () => {
    const world = await discovered();
    expect(tenantOf(world)).toMatchObject({ status: 'discovered', rotations: 4, openCount: 4, accountsSeen: 7 });
    expect(actionsOf(world)).toEqual(['account.discovered']);
    expect(actionsOf(world, 'bg1')).toEqual(['account.excluded']);
  });

  test.each([false, true])(
    'records how old each password is, where the directory tells it (dry run: %p)',
    async (dryRun) => {
      const world = await discovered();
      const { cycleId } = await open(world, { dryRun });
      if (dryRun) await discoverTenant(world.ports, { ...TENANT, cycleId });
      const records = world.tables.records.filter((each) => each.cycleId === cycleId);
      const ages = (action: string) =>
        records.filter((each) => each.action === action).map((each) => each.passwordChangedAt);
      expect(ages('account.discovered')).toEqual(names.map(() => aUser('any').lastPasswordChangeDateTime));
      expect(new Set(ages('account.excluded'))).toEqual(new Set([aUser('any').lastPasswordChangeDateTime]));
    },
  );

  test('again: the same rotations, no further record (R8)', async () => {
    const world = await discovered();
    const { rotations: first } = await discoverTenant(world.ports, TENANT);
    expect(first.map((each) => each.rotationId)).toEqual(
      names.toSorted().map((name) => rotationOf(world, name).rotationId),
    );
    expect(actionsOf(world)).toEqual(['account.discovered']);
  });

  test('again after a decision: the decision stays', async () => {
    const world = await discovered();
    await decideRotation(world.ports, signedIn('Ada'), keyOf('ops'), APPROVE);
    await discoverTenant(world.ports, TENANT);
    expect(statusOf(world)).toBe('approved');
  });

  test('the record of the tenant says how many were left out and why, and by which request they were seen', async () => {
    const world = await discovered();
    const record = world.tables.records.find((each) => each.action === 'tenant.discovered');
    expect(record?.tenantName).toBe('Contoso Ltd');
    expect(record?.evidence).toEqual({
      graphRequestId: 'batch-1',
      detail: expect.stringMatching(
        /^7 accounts seen, 4 to rotate; left out: break-glass account: 2, neither admin nor service account: 1;/,
      ),
    });
  });

  test('a dry run finds, and asks for nothing', async () => {
    const world = await discovered();
    const { cycleId } = await open(world, { dryRun: true });
    expect(await discoverTenant(world.ports, { ...TENANT, cycleId })).toMatchObject({ rotations: [] });
    expect(world.tables.tenantRows.get(tenantRowOf(cycleId, CONTOSO))).toMatchObject({ rotations: 0, accountsSeen: 7 });
    expect([...world.tables.rotationRows.values()].every((each) => each.cycleId === CYCLE)).toBe(true);
  });

  test('a dry run records whom a cycle would rotate, each with its record, and its seal must reach them', async () => {
    const world = await discovered();
    const { cycleId } = await open(world, { dryRun: true });
    await discoverTenant(world.ports, { ...TENANT, cycleId });
    await discoverTenant(world.ports, { ...TENANT, cycleId }); // again: nothing more (R8)
    const proposals = await world.ports.tenants.proposalsOf(cycleId, CONTOSO);
    expect(proposals.map(({ accountId }) => accountId)).toEqual(names.toSorted().map((name) => `id-${name}`));
    const records = world.tables.records.filter((each) => each.cycleId === cycleId);
    expect(records.filter(({ action }) => action === 'account.discovered')).toHaveLength(names.length);
    // There is no rotation that anybody could ask about.
    for (const { accountId } of proposals) {
      const key = { cycleId, tenantId: CONTOSO, accountId };
      expect(await decideRotation(world.ports, signedIn('Ada'), key, APPROVE)).not.toMatchObject({
        outcome: 'recorded',
      });
      expect(await world.ports.rotations.find(key)).toBeUndefined();
    }
    expect(records.every(({ rotationId, action }) => rotationId === undefined || action === 'account.excluded')).toBe(
      true,
    );
    await closeTenant(world.ports, { ...TENANT, cycleId });
    await closeCycle(world.ports, cycleId);
    const reached = world.ends.get(cycleId)?.heads.map(({ chain }) => chain);
    expect(reached).toEqual(expect.arrayContaining(names.map((name) => `${CONTOSO}#id-${name}`)));
  });

  test('a discovery accounts for everybody in the audit record, by reason', async () => {
    const world = await discovered();
    const record = world.tables.records.find(({ action }) => action === 'tenant.discovered');
    const left = tenantOf(world)?.excluded ?? {};
    for (const [reason, count] of Object.entries(left))
      expect(record?.evidence?.detail).toContain(`${exclusionLabel(reason)}: ${count}`);
    expect(Object.keys(left).length).toBeGreaterThan(0);
  });

  test('a tenant with no break-glass account designated is not rotated (R2)', async () => {
    const world = new World();
    await open(world);
    const tenants = world.estate.tenants.map((each) => ({ ...each, breakGlass: { accounts: [] } }));
    const ports = { ...world.ports, estate: { ...world.estate, tenants } };
    await expect(discoverTenant(ports, TENANT)).rejects.toBeInstanceOf(TenantNotReady);
    expect(world.tables.rotationRows.size).toBe(0);
  });

  test('so many accounts that something must be wrong: none is rotated', async () => {
    const world = new World();
    await open(world);
    for (let i = 1; i <= 1001; i += 1) world.contoso.users.push(aUser(`svc-${i}`));
    const cycle = world.tables.cycleRows.get(CYCLE);
    if (cycle !== undefined) world.tables.cycleRows.set(CYCLE, { ...cycle, class: 'service' });
    await expect(discoverTenant(world.ports, TENANT)).rejects.toThrow(/1001 service accounts/);
  });
});

describe('asking', () => {
  test('each technician who may decide gets one message; asked again, the same', async () => {
    const world = await discovered();
    await requestApprovals(world.ports, TENANT);
    await requestApprovals(world.ports, TENANT);
    const asked = world.messages.flatMap((each) => (each.kind === 'approval-request' ? [each] : []));
    const people = ['Ada', 'Bruno'].map((name) => signedIn(name).actor.objectId);
    expect(asked.map(({ technicianObjectId }) => technicianObjectId)).toEqual([...people, ...people]);
    expect(new Set(asked.map(({ url }) => url)).size).toBe(2);
    expect(actionsOf(world).slice(0, 2)).toEqual(['account.discovered', 'approval.requested']);
  });
});

const SEAL = { hash: 'ab'.repeat(32), number: 17, chains: 40 };

/** A cycle to its end: two approved, one rejected, one left alone. */
async function finish(world: World, stop?: Stop) {
  world.tables.tokens.set(tenantRowOf(CYCLE, CONTOSO), 'tenant-token');
  world.tables.tokens.set(CYCLE, 'cycle-token');
  for (const name of ['ops', 'mail']) await decideRotation(world.ports, signedIn('Ada'), keyOf(name), APPROVE);
  const reject = { decision: 'reject', reason: 'leaves on Friday' } as const;
  await decideRotation(world.ports, signedIn('Ada'), keyOf('root'), reject);
  for (const name of ['ops', 'mail']) await rotate(world, keyOf(name), stop);
  const ports = watched(world.ports, stop?.watch ?? (() => undefined));
  await tried(() => recordOutcome(ports, keyOf('root')), stop);
  world.hoursPass(48);
  await tried(() => recordOutcome(ports, keyOf('bruno.admin'), { kind: 'expired' }), stop);
  await tried(() => closeTenant(ports, TENANT), stop);
  for (const { tenantId } of world.estate.tenants.slice(1)) {
    await tried(() => closeTenant(ports, { cycleId: CYCLE, tenantId }, { name: 'TenantNotReady', cause: '' }), stop);
  }
  await tried(() => closeCycle(ports, CYCLE), stop);
  await tried(() => announceCycle(ports, CYCLE, SEAL), stop);
}

function checkFinished(world: World): void {
  expect(names.map((name) => statusOf(world, name))).toEqual(['rotated', 'rotated', 'rejected', 'expired']);
  expect(tenantOf(world)).toMatchObject({ status: 'closed', openCount: 0 });
  expect(world.completedTokens).toContain('tenant-token');
  expect(world.completedTokens).toContain('cycle-token');
  expect(world.tables.openTenants.get(CYCLE)).toBe(0);
  const cycle = world.tables.cycleRows.get(CYCLE);
  expect(cycle).toMatchObject({ status: 'closed' });
  expect(cycle?.totals).toMatchObject({
    tenants: 3,
    tenantsFailed: 2,
    approved: 2,
    rejected: 1,
    expired: 1,
    rotated: 2,
    failed: 0,
    uncertain: 0,
    linksIssued: 2,
  });
  expect(cycle?.seal).toEqual(SEAL);
  expect(world.ends.get(CYCLE)?.closedAt).toBe(cycle?.closedAt);
  expect(world.tables.chains.get('-#-')?.filter(({ action }) => action === 'cycle.sealed')).toHaveLength(1);
  expect(cycle?.digest?.approvers).toMatchObject([{ approved: 2, together: 0 }]);
  expect(world.messages.filter((each) => each.kind === 'cycle-closed').length).toBeGreaterThan(0);
}

describe('closing', () => {
  test('the last rotation wakes its tenant, the last tenant its cycle, and nobody earlier', async () => {
    const world = await discovered();
    world.tables.tokens.set(tenantRowOf(CYCLE, CONTOSO), 'tenant-token');
    for (const name of names) {
      expect(world.completedTokens).not.toContain('tenant-token');
      await recordOutcome(world.ports, keyOf(name), { kind: 'expired' });
    }
    expect(world.completedTokens).toEqual(['tenant-token']);
  });

  test('a whole cycle', async () => {
    const world = await discovered();
    await finish(world);
    checkFinished(world);
  });

  test('stopped anywhere, it comes to the same (R8)', async () => {
    for (const moment of ['before', 'after'] as const) {
      let happened = true;
      for (let n = 1; happened; n += 3) {
        const world = await discovered();
        const stop = new Stop(n, moment);
        await finish(world, stop);
        happened = stop.happened;
        checkFinished(world);
      }
    }
  });

  test('the seal must reach the end of every chain that the cycle touched, its own last record included, and those about access', async () => {
    const world = await discovered();
    const time = world.now().toISOString();
    for (const accessOf of ['strangers', signedIn('Ada').actor.objectId]) {
      await world.tables.accessLog.note([
        {
          action: 'sign-in.refused',
          outcome: 'refused',
          time,
          actor: { kind: 'unknown' },
          component: 'sign-in',
          accessOf,
        },
      ]);
    }
    await finish(world);
    const heads = world.ends.get(CYCLE)?.heads ?? [];
    expect(heads.map((each) => each.chain).sort()).toEqual([...world.tables.chains.keys()].sort());
    const sealed = world.tables.chains.get('-#-')?.at(-1);
    expect(sealed).toMatchObject({ action: 'cycle.sealed' });
    for (const { chain, sequence, hash } of heads) {
      const last = world.tables.chains
        .get(chain)
        ?.filter((each) => each !== sealed)
        .at(-1);
      expect(last).toMatchObject({ sequence, hash });
    }
    expect(world.tables.chains.get('-#-')?.at(-2)).toMatchObject({ action: 'cycle.closed' });
    expect(sealed?.evidence).toEqual({ checkpoint: SEAL.hash, detail: 'checkpoint 17 over the ends of 40 chains' });
    expect(world.messages.at(-1)).toMatchObject({ kind: 'cycle-closed', sealHash: SEAL.hash });
  });

  test('a cycle that no checkpoint seals is told as such, once, and its tickets are written', async () => {
    const world = await discovered();
    await closeCycle(world.ports, CYCLE);
    expect(world.measured).toMatchObject([{ schedule: 'admin-monthly', cycleId: CYCLE, values: { Rotated: 0 } }]);
    const reason = 'NotArchived: the archive does not reach the end of 2 chains';
    for (let run = 0; run < 2; run += 1) await announceCycle(world.ports, CYCLE, { reason });
    await announceCycle(world.ports, CYCLE, SEAL); // too late: it was told
    const sealed = world.tables.chains.get('-#-')?.filter(({ action }) => action === 'cycle.sealed');
    expect(sealed).toMatchObject([{ outcome: 'failed', reason }]);
    expect(world.tables.cycleRows.get(CYCLE)).toMatchObject({ status: 'closed', unsealed: reason });
    expect(world.tables.cycleRows.get(CYCLE)).not.toHaveProperty('seal');
    const told = world.messages.filter(({ kind }) => kind === 'cycle-closed');
    expect(told).toHaveLength(3);
    for (const each of told) expect(each).not.toHaveProperty('sealHash');
    expect(world.ticketsDue).toContainEqual({ cycleId: CYCLE, tenantId: CONTOSO });
  });

  test('a dry run is announced without tickets; a cycle that is open is not announced', async () => {
    const world = await discovered();
    await expect(announceCycle(world.ports, CYCLE, SEAL)).rejects.toThrow();
    const { cycleId } = await open(world, { dryRun: true });
    await closeCycle(world.ports, cycleId);
    expect(world.measured).toEqual([]); // it has counted nothing that happened
    await announceCycle(world.ports, cycleId, SEAL);
    expect(world.messages.at(-1)).toMatchObject({ kind: 'cycle-closed', cycleId });
    expect(world.ticketsDue.filter((each) => each.cycleId === cycleId)).toEqual([]);
  });

  test('one tenant that fails stops no other (R9)', async () => {
    const world = await discovered();
    const [, other] = world.estate.tenants;
    await closeTenant(
      world.ports,
      { cycleId: CYCLE, tenantId: other?.tenantId ?? '' },
      { name: 'GraphThrottled', cause: '' },
    );
    expect(tenantOf(world)).toMatchObject({ status: 'discovered', openCount: 4 });
    await closeTenant(world.ports, TENANT);
    expect(tenantOf(world)).toMatchObject({ status: 'closed' });
  });

  test('a tenant that failed counts once, however often it is closed', async () => {
    const world = await discovered();
    const error = { name: 'TenantNotReady', cause: '{"errorMessage":"no consent","errorType":"TenantNotReady"}' };
    await closeTenant(world.ports, TENANT, error);
    await closeTenant(world.ports, TENANT, error);
    expect(tenantOf(world)).toMatchObject({ status: 'failed', failure: 'TenantNotReady: no consent' });
    expect(world.tables.openTenants.get(CYCLE)).toBe(2);
  });

  test('a tenant whose workflow could not be started is closed as failed at once, and the cycle does not wait for it', async () => {
    const world = new World();
    await open(world);
    world.tables.tokens.set(CYCLE, 'cycle-token');
    const refused = {
      name: 'NotStarted',
      cause: 'StepFunctions.AWSStepFunctionsException: Rate exceeded (Error Code: ThrottlingException)',
    };
    for (const { tenantId } of world.estate.tenants) {
      expect(world.completedTokens).toEqual([]);
      expect(await closeTenant(world.ports, { cycleId: CYCLE, tenantId }, refused)).toBe(true);
    }
    expect(world.completedTokens).toEqual(['cycle-token']);
    const failure = `NotStarted: ${refused.cause}`;
    expect(tenantOf(world)).toMatchObject({ status: 'failed', failure });
    expect(world.tables.records).toContainEqual(
      expect.objectContaining({ action: 'tenant.failed', tenantId: CONTOSO, outcome: 'failed', reason: failure }),
    );
    expect(world.messages).toContainEqual({ kind: 'tenant-closed', cycleId: CYCLE, tenantId: CONTOSO });
  });

  test('a tenant that has begun was started after all: only the answer was lost', async () => {
    const world = await discovered();
    expect(await closeTenant(world.ports, TENANT, { name: 'NotStarted', cause: 'x' })).toBe(false);
    expect(tenantOf(world)).toMatchObject({ status: 'discovered' });
  });

  test('a cycle whose workflow failed is closed as failed, with the reason, and leaves no row open', async () => {
    const world = await discovered();
    const error = { name: 'DynamoDb.UnheardOfException', cause: 'nobody knows it' };
    const reason = 'DynamoDb.UnheardOfException: nobody knows it';
    const { failure, totals } = await closeCycle(world.ports, CYCLE, error);
    expect(failure).toBe(reason);
    expect(world.tables.cycleRows.get(CYCLE)).toMatchObject({ status: 'closed', failure: reason });
    const tenants = [...world.tables.tenantRows.values()];
    expect(tenants.map(({ status }) => status)).toEqual(tenants.map(() => 'failed'));
    expect(tenantOf(world)).toMatchObject({ failure: `the cycle failed: ${reason}`, openCount: 0 });
    expect(names.map((name) => rotationOf(world, name).closed)).toEqual(names.map(() => true));
    expect(totals).toMatchObject({ tenantsFailed: 3, failed: names.length });
    expect(world.tables.records).toContainEqual(
      expect.objectContaining({ action: 'cycle.closed', outcome: 'failed', reason }),
    );
    expect(world.messages).toContainEqual({ kind: 'tenant-closed', cycleId: CYCLE, tenantId: CONTOSO });
  });

  test('closing one that failed a second time comes to the same: what is approved goes on (R8)', async () => {
    const world = await discovered();
    await decideRotation(world.ports, signedIn('Ada'), keyOf('ops'), APPROVE);
    const error = { name: 'x'.repeat(600), cause: '' };
    const first = await closeCycle(world.ports, CYCLE, error);
    const again = await closeCycle(world.ports, CYCLE, error);
    expect(again.totals).toEqual(first.totals);
    expect(rotationOf(world, 'ops')).toMatchObject({ closed: false, state: { status: 'approved' } });
    await rotate(world, keyOf('ops'));
    expect(statusOf(world)).toBe('rotated');
    expect(tenantOf(world)?.failure?.length).toBeLessThanOrEqual(500);
  });

  test('tenants that are not done in time are closed with the cycle, and their customers’ tickets are written', async () => {
    const world = await discovered();
    world.hoursPass(60);
    const { failure } = await closeCycle(world.ports, CYCLE);
    expect(failure).toBeUndefined();
    await announceCycle(world.ports, CYCLE, SEAL);
    expect(tenantOf(world)).toMatchObject({ status: 'failed', failure: 'not finished in time', openCount: 0 });
    expect(world.ticketsDue).toContainEqual({ cycleId: CYCLE, tenantId: CONTOSO });
    expect(world.messages).toContainEqual({ kind: 'tenant-closed', cycleId: CYCLE, tenantId: CONTOSO });
  });

  test('the cycle that an execution opened is found by it, and none where it opened none', async () => {
    const world = await discovered();
    const { executionId = '' } = world.tables.cycleRows.get(CYCLE) ?? {};
    expect((await cycleOpenedBy(world.ports.cycles, executionId))?.cycleId).toBe(CYCLE);
    expect(await cycleOpenedBy(world.ports.cycles, 'another')).toBeUndefined();
  });

  test('what nobody will bring to an end is ended with the cycle, so that the totals are complete', async () => {
    const world = await discovered();
    await decideRotation(world.ports, signedIn('Ada'), keyOf('ops'), APPROVE);
    await decideRotation(world.ports, signedIn('Ada'), keyOf('mail'), APPROVE);
    world.contoso.fates.push('answer-lost');
    await stagePassword(world.ports, keyOf('mail'));
    await expect(resetPassword(world.ports, keyOf('mail'))).rejects.toBeInstanceOf(ResetOutcomeUnknown);
    await closeTenant(world.ports, TENANT, { name: 'States.Timeout', cause: '' });
    world.hoursPass(60);
    const { totals } = await closeCycle(world.ports, CYCLE);
    expect(names.map((name) => statusOf(world, name))).toEqual(['failed', 'uncertain', 'expired', 'expired']);
    expect(totals).toMatchObject({ failed: 1, uncertain: 1, expired: 2 });
    expect(world.messages).toContainEqual(expect.objectContaining({ subject: 'uncertain-rotation' }));
    expect(await decideRotation(world.ports, signedIn('Ada'), keyOf('root'), APPROVE)).toMatchObject({
      outcome: 'refused',
    });
  });

  test('one that is approved in a tenant that failed is given up, and its workflow, should it come, is refused', async () => {
    const world = await discovered();
    await decideRotation(world.ports, signedIn('Ada'), keyOf('ops'), APPROVE);
    await closeTenant(world.ports, TENANT, { name: 'SomethingElse', cause: '' });
    await closeCycle(world.ports, CYCLE);
    expect(statusOf(world)).toBe('failed');
    await rotate(world, keyOf('ops'));
    expect(statusOf(world)).toBe('failed');
    expect(actionsOf(world)).not.toContain('reset.attempted');
  });
});

describe('how a caught error reads', () => {
  test.each([
    ['{"errorType":"ResetRefused","errorMessage":"Graph said \\"no\\""}', 'X: Graph said "no"'],
    ['', 'X'],
    ['Rate exceeded', 'X: Rate exceeded'],
    ['{"errorMessage":"cut o', 'X: cut o'],
    ['{"errorType":"Res', 'X'],
    ['{"errorMessage":""}', 'X'],
  ])('%s', (cause, text) => expect(reasonOf({ name: 'X', cause })).toBe(text));

  test('is never long', () => {
    expect(reasonOf({ name: 'X', cause: `{"errorMessage":"${'a'.repeat(5000)}"}` }).length).toBe(500);
  });
});
