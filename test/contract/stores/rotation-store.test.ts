import { beforeEach, expect, test } from '@jest/globals';
import { endsOf } from '../../../lambda/domain/cycle/ends.ts';
import { plannedAccount } from '../../../lambda/domain/plan/plan.ts';
import { approve, conclude, reapply, stage } from '../../../lambda/domain/rotation/protocol.ts';
import { isIn, type Rotation } from '../../../lambda/domain/rotation/rotation.ts';
import { aDecision, inState, states } from '../../lambda/domain/rotation/rotations.ts';
import { actionsOf, carriedOut, describeStores, STALE } from './stores.ts';
import {
  ANOTHER_TENANT,
  CHAIN,
  cycleId,
  delivered,
  discover,
  discoveredCycle,
  fact,
  id,
  link,
  numbered,
  openCycle,
  tenantId,
  waiting,
} from './values.ts';

const withoutFacts = ({ account, ...rotation }: Rotation) => ({ ...rotation, account: plannedAccount(account) });

describeStores('rotations', (stores) => {
  const approved = approve(waiting, aDecision());
  const decided = fact({ action: 'approval.approved' });
  const second = numbered(2);
  beforeEach(() => discoveredCycle(stores(), [second, waiting]));

  test('come back as they were stored, in every state', async () => {
    let row: Rotation = waiting;
    for (const state of Object.values(states)) {
      row = await stores().rotations.advance(row, { ...row, state }, fact());
      expect(await stores().rotations.find(waiting)).toEqual({ ...waiting, state, revision: row.revision });
      expect(await stores().rotations.find(waiting)).toEqual(row);
    }
  });

  test('of a tenant in a cycle are told in the order of their accounts', async () => {
    await openCycle(stores(), { cycleId: '2027-01-04-admin-monthly' });
    expect(await stores().rotations.ofTenant(cycleId, tenantId)).toEqual([waiting, second]);
    expect(await stores().rotations.ofTenant('2027-01-04-admin-monthly', tenantId)).toEqual([]);
    expect(await stores().rotations.ofTenant(cycleId, ANOTHER_TENANT)).toEqual([]);
    expect(await stores().rotations.find({ ...waiting, tenantId: ANOTHER_TENANT })).toBeUndefined();
  });

  test('that wait for a decision are told soonest deadline first, of whatever cycle', async () => {
    const sooner = { cycleId: '2027-01-04-admin-monthly', decideBefore: '2026-12-08T04:00:00.000Z' };
    await openCycle(stores(), sooner);
    await discover(stores(), [numbered(3, sooner)], [], { cycleId: sooner.cycleId });
    await stores().rotations.advance(second, { ...second, state: states.rejected }, fact());
    expect(await stores().rotations.openFor(tenantId)).toEqual([numbered(3, sooner), waiting].map(withoutFacts));
    expect(await stores().rotations.openFor(ANOTHER_TENANT)).toEqual([]);
  });

  test('two decisions at the same moment: one (R6)', async () => {
    const five = Array.from({ length: 5 }, () => stores().rotations.advance(waiting, approved, decided));
    expect(await carriedOut(five)).toBe(1);
    expect(await actionsOf(stores(), CHAIN)).toEqual(['account.discovered', 'approval.approved']);
  });

  test('that moved on, or are not there, are not changed, and nothing is on record', async () => {
    await stores().rotations.advance(waiting, approved, decided);
    await expect(stores().rotations.advance(waiting, approved, decided)).rejects.toMatchObject(STALE);
    const missing = numbered(7);
    await expect(stores().rotations.advance(missing, { ...missing, state: states.expired }, fact())).rejects.toThrow();
    expect(await stores().rotations.find(missing)).toBeUndefined();
    expect(await actionsOf(stores(), CHAIN)).toEqual(['account.discovered', 'approval.approved']);
  });

  test('what was decided about is never changed by a step', async () => {
    const other = { tenantDisplayName: 'Other', decideBefore: '2030-01-01T00:00:00.000Z', account: second.account };
    await stores().rotations.advance(waiting, { ...approved, ...other }, decided);
    expect(await stores().rotations.find(waiting)).toEqual({ ...approved, revision: 2 });
  });

  test('a state with a field that it does not have is refused', async () => {
    const surprising = { ...waiting, state: { ...states.expired, surprise: 1 } };
    await expect(stores().rotations.advance(waiting, surprising, fact())).rejects.toThrow(/surprise/);
    expect(await stores().rotations.find(waiting)).toEqual(waiting);
  });

  test('a fact that changes no state has its record', async () => {
    await stores().rotations.note(fact({ action: 'tokens.revoked' }));
    expect(await actionsOf(stores(), CHAIN)).toEqual(['account.discovered', 'tokens.revoked']);
    expect(await stores().rotations.find(waiting)).toEqual(waiting);
  });

  test('keep the token of their workflow until it is forgotten', async () => {
    expect(await stores().rotations.taskTokenOf(waiting)).toBeUndefined();
    await stores().wait(waiting, 'token-1');
    await stores().rotations.advance(waiting, approved, decided);
    expect(await stores().rotations.taskTokenOf(waiting)).toBe('token-1');
    await stores().wait(waiting, 'token-2');
    await stores().rotations.forgetTaskToken(waiting, 'token-1'); // a newer wait has its own
    expect(await stores().rotations.taskTokenOf(waiting)).toBe('token-2');
    await stores().rotations.forgetTaskToken(waiting, 'token-2');
    await stores().rotations.forgetTaskToken(waiting, 'token-2');
    expect(await stores().rotations.taskTokenOf(waiting)).toBeUndefined();
  });

  test('are delivered with their link, or not at all', async () => {
    const { rotation } = await delivered(stores());
    expect(await stores().rotations.find(waiting)).toEqual(rotation);
    expect(await stores().links.findCredential(link.linkId)).toEqual(link);
    // The id of a link is taken once: the second rotation is delivered by none.
    await expect(delivered(stores(), second)).rejects.toMatchObject(STALE);
    expect(await stores().rotations.find(second)).toEqual(second);
    await expect(delivered(stores(), waiting, { linkId: id('d') })).rejects.toMatchObject(STALE);
    expect(await stores().links.findCredential(id('d'))).toBeUndefined();
  });
});

describeStores('the end of a rotation', (stores) => {
  const expired = conclude(waiting, { kind: 'expired' });
  const ended = fact({ action: 'rotation.closed' });
  const none = { rotated: 0, failed: 0, uncertain: 0, rejected: 0, expired: 0 };
  const countsNow = async () => {
    const tenant = await stores().cycles.findTenant(cycleId, tenantId);
    return tenant && endsOf(tenant);
  };
  beforeEach(() => discoveredCycle(stores(), [waiting, numbered(2)]));

  test('is counted once, and nothing changes after it', async () => {
    const three = [1, 2, 3].map(() => stores().rotations.close(waiting, expired, ended));
    expect(await carriedOut(three)).toBe(1);
    const closed = await stores().rotations.find(waiting);
    expect(closed).toEqual({ ...expired, closed: true, countedAs: 'expired', revision: 2 });
    expect(await stores().tenants.waiting(cycleId, tenantId)).toEqual({ openCount: 1 });
    if (closed === undefined) throw new Error('gone');
    const again = { ...closed, state: stage(inState(states.approved)).state };
    await expect(stores().rotations.advance(closed, again, fact())).rejects.toMatchObject(STALE);
    expect(await actionsOf(stores(), CHAIN)).toEqual(['account.discovered', 'rotation.closed']);
    expect(await countsNow()).toEqual({ ...none, expired: 1 });
  });

  test('is told as it is found', async () => {
    const closed = await stores().rotations.close(waiting, expired, ended);
    expect(await stores().rotations.find(waiting)).toEqual(closed);
  });

  test('is refused where its tenant is not there, or has nothing open', async () => {
    const stray = { ...expired, cycleId: '2027-01-04-admin-monthly' };
    await expect(stores().rotations.close(stray, stray, ended)).rejects.toMatchObject(STALE);
    expect(await stores().tenants.waiting(cycleId, tenantId)).toEqual({ openCount: 2 });
  });

  test('that is uncertain keeps its account, is counted once, and lets go when it is settled', async () => {
    const { rotations, tenants } = stores();
    await rotations.acquireLock(waiting, new Date());
    const attempted = await rotations.advance(waiting, { ...waiting, state: states.maybeApplied }, fact());
    const closed = await rotations.close(attempted, conclude(attempted, { kind: 'error', reason: 'test' }), ended);
    expect(await rotations.lockHolder(waiting)).toEqual({ tenantId, accountId: waiting.accountId, cycleId });
    expect(await tenants.waiting(cycleId, tenantId)).toEqual({ openCount: 1 });
    expect(await countsNow()).toEqual({ ...none, uncertain: 1 });

    if (!isIn(closed, 'uncertain')) throw new Error('it is uncertain');
    const reopened = await rotations.advance(closed, reapply(closed), fact());
    expect(await rotations.find(waiting)).toEqual(reopened);
    expect(await countsNow()).toEqual(none);
    await expect(rotations.advance(closed, reapply(closed), fact())).rejects.toMatchObject(STALE);
    const settled = await rotations.close(reopened, { ...reopened, state: states.rotated }, ended);
    expect(await rotations.find(waiting)).toEqual(settled);
    expect(settled).toMatchObject({ closed: true, countedAs: 'uncertain', reopened: 1, state: { status: 'rotated' } });
    expect(await tenants.waiting(cycleId, tenantId)).toEqual({ openCount: 1 });
    expect(await countsNow()).toEqual({ ...none, rotated: 1 });
    expect(await rotations.lockHolder(waiting)).toBeUndefined();
  });
});
