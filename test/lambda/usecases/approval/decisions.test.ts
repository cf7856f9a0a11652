import { describe, expect, test } from '@jest/globals';
import { remind } from '../../../../lambda/usecases/approval/remind.ts';
import { recordOutcome } from '../../../../lambda/usecases/rotation/record-outcome.ts';
import { CONTOSO, signedIn, type World, watched } from '../in-memory.ts';
import { rowOf } from '../in-memory-tables.ts';
import { APPROVE, actionsOf, approved, decideAndTell, discovered, keyOf, rotationOf, statusOf } from '../scene.ts';

const KEY = keyOf('ops');
const REJECT = { decision: 'reject', reason: 'on holiday' } as const;
const decide = (world: World, by: string, choice: typeof APPROVE | typeof REJECT = APPROVE, key = KEY) =>
  decideAndTell(world.ports, signedIn(by), key, choice);

describe('one decision (R1, R6)', () => {
  test('is on record with who, when and where, and rings the workflow', async () => {
    const world = await discovered();
    world.tables.tokens.set(rowOf(KEY), 'token-1');
    expect(await decide(world, 'Ada')).toMatchObject({ outcome: 'decided' });
    expect(world.completedTokens).toEqual(['token-1']);
    expect(world.tables.tokens.has(rowOf(KEY))).toBe(false);
    expect(world.tables.chains.get(`${CONTOSO}#id-ops`)?.at(-1)).toMatchObject({
      action: 'approval.approved',
      actor: signedIn('Ada').actor,
      source: { address: '192.0.2.1', userAgent: 'test' },
    });
  });

  test('before any workflow waits: the row is the decision', async () => {
    const world = await discovered();
    await decide(world, 'Ada');
    expect(statusOf(world)).toBe('approved');
    expect(world.completedTokens).toEqual([]);
  });

  test.each([
    ['Chiara', 'ops', 'other-tenant'],
    ['Bruno', 'bruno.admin', 'own-account'],
    ['A stranger', 'ops', 'other-tenant'],
  ])('%s may not decide about %s', async (by, name, reason) => {
    const world = await discovered();
    expect(await decide(world, by, APPROVE, keyOf(name))).toMatchObject({ outcome: 'refused', refusal: { reason } });
    expect(statusOf(world, name)).toBe('awaiting-approval');
    expect(actionsOf(world, name)).toEqual(['account.discovered']);
  });

  test('a stranger learns nothing about the rotation', async () => {
    const world = await discovered();
    expect(await decide(world, 'A stranger')).not.toHaveProperty('rotation');
  });

  test('there is none about an account that was left out', async () => {
    const world = await discovered();
    expect(await decide(world, 'Ada', APPROVE, keyOf('person'))).toMatchObject({ outcome: 'refused' });
  });

  test('not after the deadline', async () => {
    const world = await discovered();
    world.hoursPass(48);
    expect(await decide(world, 'Ada')).toMatchObject({ refusal: { reason: 'too-late' } });
    expect(statusOf(world)).toBe('awaiting-approval');
  });

  test('the first one counts; a second changes nothing', async () => {
    const world = await discovered();
    await decide(world, 'Ada', REJECT);
    expect(await decide(world, 'Bruno')).toMatchObject({ outcome: 'refused', refusal: { reason: 'decided' } });
    expect(statusOf(world)).toBe('rejected');
    expect(actionsOf(world)).toEqual(['account.discovered', 'approval.rejected']);
  });

  test('of two at the same moment one is made, and the other is told', async () => {
    const world = await discovered();
    const both = await Promise.all([decide(world, 'Ada'), decide(world, 'Bruno', REJECT)]);
    expect(both.map((each) => each.outcome).sort()).toEqual(['decided', 'refused']);
    expect(actionsOf(world)).toHaveLength(2);
  });

  test('stands when Step Functions is down, and the workflow is told later', async () => {
    const world = await discovered();
    world.tables.tokens.set(rowOf(KEY), 'token-1');
    const down = watched(world.ports, (call) => {
      if (call === 'taskTokens.complete') throw new Error('Step Functions did not answer');
    });
    expect(await decideAndTell(down, signedIn('Ada'), KEY, APPROVE)).toMatchObject({ outcome: 'decided' });
    expect(world.tables.tokens.get(rowOf(KEY))).toBe('token-1');
    expect(await remind(world.ports)).toMatchObject({ completed: 1 });
    expect(await remind(world.ports)).toMatchObject({ completed: 0 });
    expect(world.completedTokens).toEqual(['token-1']);
  });
});

describe('expiry', () => {
  const expire = (world: World) => recordOutcome(world.ports, KEY, { kind: 'expired' });

  test('silence means no reset', async () => {
    const world = await discovered();
    world.hoursPass(49);
    await expire(world);
    expect(rotationOf(world)).toMatchObject({ state: { status: 'expired' }, closed: true });
    expect(actionsOf(world)).toContain('approval.expired');
  });

  test('a decision of the last moment wins: the workflow reads it', async () => {
    const world = await approved();
    await expect(expire(world)).rejects.toMatchObject({ name: 'AlreadyDecided' });
    expect(rotationOf(world)).toMatchObject({ state: { status: 'approved' }, closed: false });
  });

  test('racing with a decision, exactly one of them happens', async () => {
    const world = await discovered();
    const [decision, expiry] = await Promise.allSettled([decide(world, 'Ada'), expire(world)]);
    const wasDecided = decision.status === 'fulfilled' && decision.value.outcome === 'decided';
    expect(wasDecided).toBe(expiry.status === 'rejected');
    expect(statusOf(world)).toBe(wasDecided ? 'approved' : 'expired');
  });

  test('a decision after it is refused', async () => {
    const world = await discovered();
    await expire(world);
    expect(await decide(world, 'Ada')).toMatchObject({ outcome: 'refused' });
    expect(statusOf(world)).toBe('expired');
  });
});
