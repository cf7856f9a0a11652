import { describe, expect, test } from '@jest/globals';
import type { Estate } from '../../../../config/estate.ts';
import { GLOBAL_ADMINISTRATOR } from '../../../../lambda/domain/accounts/directory-roles.ts';
import { type Choice, decideRotation } from '../../../../lambda/usecases/approval/decide-rotation.ts';
import { recordOutcome } from '../../../../lambda/usecases/rotation/record-outcome.ts';
import { resetPassword } from '../../../../lambda/usecases/rotation/reset-password.ts';
import { stagePassword } from '../../../../lambda/usecases/rotation/stage-password.ts';
import { aRole, aUser } from '../../domain/accounts/directories.ts';
import { CONTOSO, estate, signedIn, type World } from '../in-memory.ts';
import { rowOf } from '../in-memory-tables.ts';
import { APPROVE, actionsOf, decideAndTell, discovered, keyOf, rotationOf, statusOf } from '../scene.ts';

/** A Global Administrator: two technicians must approve it. */
const ROOT = keyOf('root');
const REJECT = { decision: 'reject', reason: 'on holiday' } as const;
const decide = (world: World, by: string, choice: Choice = APPROVE, of: Estate = estate) =>
  decideAndTell({ ...world.ports, estate: of }, signedIn(by), ROOT, choice);
const without = (firstName: string): Estate => ({
  ...estate,
  technicians: estate.technicians.filter(({ name }) => !name.startsWith(firstName)),
});

describe('an account that two technicians must approve (R1)', () => {
  test('waits on after the first approval, which is on record with its reason, and wakes no workflow', async () => {
    const world = await discovered();
    world.tables.tokens.set(rowOf(ROOT), 'token-1');
    const first = await decide(world, 'Ada', { decision: 'approve', reason: ' planned ' });
    expect(first).toMatchObject({ outcome: 'first-of-two', rotation: { state: { status: 'awaiting-approval' } } });
    expect(rotationOf(world, 'root').state).toMatchObject({ first: { by: signedIn('Ada').actor, reason: 'planned' } });
    expect(world.tables.chains.get(`${CONTOSO}#id-root`)?.at(-1)).toMatchObject({
      action: 'approval.first',
      actor: signedIn('Ada').actor,
      reason: 'planned',
    });
    expect(world.completedTokens).toEqual([]);
    expect(await stagePassword(world.ports, ROOT)).toMatchObject({ approval: 'awaited' });
  });

  test('is approved by the second, with both on record', async () => {
    const world = await discovered();
    world.tables.tokens.set(rowOf(ROOT), 'token-1');
    await decide(world, 'Ada');
    expect(await decide(world, 'Bruno', { decision: 'approve', reason: 'seen' })).toMatchObject({ outcome: 'decided' });
    expect(rotationOf(world, 'root').state).toMatchObject({
      status: 'approved',
      decision: { by: signedIn('Ada').actor, second: { by: signedIn('Bruno').actor, reason: 'seen' } },
    });
    expect(actionsOf(world, 'root')).toEqual(['account.discovered', 'approval.first', 'approval.approved']);
    expect(world.completedTokens).toEqual(['token-1']);
    expect(await stagePassword(world.ports, ROOT)).toMatchObject({ approval: 'given' });
  });

  test('expires where no second one comes, and the record says who approved it', async () => {
    const world = await discovered();
    await decide(world, 'Ada');
    await recordOutcome(world.ports, ROOT, { kind: 'expired' });
    expect(statusOf(world, 'root')).toBe('expired');
    expect(world.tables.chains.get(`${CONTOSO}#id-root`)?.at(-1)).toMatchObject({
      action: 'approval.expired',
      evidence: { detail: 'approved by Ada Lindqvist alone' },
    });
  });

  test('is not approved by one technician twice', async () => {
    const world = await discovered();
    await decide(world, 'Ada');
    expect(await decide(world, 'Ada')).toMatchObject({
      outcome: 'refused',
      refusal: {
        reason: 'approved-by-you',
        sentence: 'You have approved this already: a second technician must approve it too.',
      },
    });
    expect(actionsOf(world, 'root')).toEqual(['account.discovered', 'approval.first']);
  });

  test.each(['Ada', 'Bruno'])('is ended by a rejection of %s, also after the first approval', async (by) => {
    const world = await discovered();
    world.tables.tokens.set(rowOf(ROOT), 'token-1');
    await decide(world, 'Ada');
    expect(await decide(world, by, REJECT)).toMatchObject({ outcome: 'decided' });
    expect(statusOf(world, 'root')).toBe('rejected');
    expect(world.completedTokens).toEqual(['token-1']);
    expect(await decide(world, 'Bruno')).toMatchObject({ refusal: { reason: 'decided' } });
  });

  test('in a hundred races of both technicians is approved by two different ones, or by nobody yet', async () => {
    for (let race = 0; race < 100; race += 1) {
      const world = await discovered();
      const results = await Promise.all(['Ada', 'Ada', 'Bruno', 'Ada', 'Bruno'].map((by) => decide(world, by)));
      const outcomes = results.map(({ outcome }) => outcome);
      expect(outcomes.filter((each) => each === 'first-of-two')).toHaveLength(1);
      expect(outcomes.filter((each) => each === 'decided').length).toBeLessThanOrEqual(1);
      const { state } = rotationOf(world, 'root');
      const isApproved = state.status === 'approved';
      expect(isApproved).toBe(outcomes.includes('decided'));
      if (isApproved) expect(state.decision.second?.by.objectId).not.toBe(state.decision.by.objectId);
      expect(actionsOf(world, 'root')).toHaveLength(isApproved ? 3 : 2);
    }
  });

  test('of a second approval and a rejection at the same moment one counts, and the other is told to look again', async () => {
    const world = await discovered();
    await decide(world, 'Ada');
    const both = await Promise.all([decide(world, 'Bruno'), decide(world, 'Ada', REJECT)]);
    expect(both.map(({ outcome }) => outcome).sort()).toEqual(['decided', 'refused']);
  });

  test('of two first approvals at the same moment, the other may be given again as the second', async () => {
    const world = await discovered();
    const both = await Promise.all([decide(world, 'Ada'), decide(world, 'Bruno')]);
    expect(both.map(({ outcome }) => outcome).sort()).toEqual(['first-of-two', 'refused']);
    expect(both.find(({ outcome }) => outcome === 'refused')).toMatchObject({
      refusal: { sentence: 'Somebody else decided about this at the same moment: look at it once more.' },
    });
    const late = both[0]?.outcome === 'refused' ? 'Ada' : 'Bruno';
    expect(await decide(world, late)).toMatchObject({ outcome: 'decided' });
  });

  test.each([
    [-1, 'decided'],
    [0, 'refused'],
    [1, 'refused'],
  ])('with the second approval %s s from the deadline: %s', async (seconds, outcome) => {
    const world = await discovered();
    await decide(world, 'Ada');
    const deadline = Date.parse(rotationOf(world, 'root').decideBefore);
    world.instant = new Date(deadline + (seconds - 1) * 1000); // a second passes when the use case looks at the clock
    expect(await decide(world, 'Bruno')).toMatchObject({ outcome });
    expect(statusOf(world, 'root')).toBe(outcome === 'decided' ? 'approved' : 'awaiting-approval');
  });
});

describe('who approved first and may not decide any more', () => {
  test('counts for nothing: who comes next is the first', async () => {
    const world = await discovered();
    await decide(world, 'Ada');
    expect(await decide(world, 'Bruno', APPROVE, without('Ada'))).toMatchObject({ outcome: 'first-of-two' });
    expect(rotationOf(world, 'root').state).toMatchObject({ first: { by: signedIn('Bruno').actor } });
  });

  test.each(['Ada', 'Bruno'])('ends the approval of both before anything is staged: %s has left', async (left) => {
    const world = await discovered();
    await decide(world, 'Ada');
    await decide(world, 'Bruno');
    const ports = { ...world.ports, estate: without(left) };
    await expect(stagePassword(ports, ROOT)).rejects.toMatchObject({ name: 'RotationRefused', reason: 'not-approved' });
    expect(world.contoso.versions.get('id-root')?.size).toBe(1);
  });
});

describe('an approval by one', () => {
  const onlyOne: Estate = {
    ...estate,
    approvals: { ...estate.approvals, twoPersons: { roles: [], tenants: [] } },
  };

  test('does not do where the estate asks for two since', async () => {
    const world = await discovered();
    expect(await decide(world, 'Ada', APPROVE, onlyOne)).toMatchObject({ outcome: 'decided' });
    await expect(stagePassword(world.ports, ROOT)).rejects.toMatchObject({ reason: 'not-approved' });
    expect(world.tables.chains.get(`${CONTOSO}#id-root`)?.at(-1)?.evidence?.detail).toBe(
      'two technicians must approve it, and only Ada Lindqvist has',
    );
  });

  test('is enough where the estate asks for one since; a first approval still takes another technician', async () => {
    const world = await discovered();
    await decide(world, 'Ada');
    expect(await decide(world, 'Ada', APPROVE, onlyOne)).toMatchObject({ refusal: { reason: 'approved-by-you' } });
    expect(await decide(world, 'Bruno', APPROVE, onlyOne)).toMatchObject({ outcome: 'decided' });
  });

  describe('of an account that got a role since which asks for two', () => {
    const OPS = keyOf('ops');
    const grown = async (by: readonly string[]) => {
      const world = await discovered();
      for (const each of by) await decideRotation(world.ports, signedIn(each), OPS, APPROVE);
      await stagePassword(world.ports, OPS);
      return world;
    };
    const grows = (world: World) => world.contoso.roles.push(aRole(aUser('ops'), GLOBAL_ADMINISTRATOR));

    test('is not enough: the account is read once more right before the reset', async () => {
      const world = await grown(['Ada']);
      grows(world);
      await expect(resetPassword(world.ports, OPS)).rejects.toMatchObject({
        reason: 'not-approved',
        message: expect.stringContaining('It has a role now that two technicians must approve, and one has.'),
      });
      expect(world.contoso.resets).toEqual([]);
    });

    test('goes on where a reset was attempted before: the account may have the new password', async () => {
      const world = await grown(['Ada']);
      world.contoso.fates.push('answer-lost');
      await expect(resetPassword(world.ports, OPS)).rejects.toMatchObject({ name: 'ResetOutcomeUnknown' });
      grows(world);
      await resetPassword(world.ports, OPS);
      expect(statusOf(world)).toBe('applied');
    });

    test('is enough without it', async () => {
      const world = await grown(['Ada']);
      await resetPassword(world.ports, OPS);
      expect(statusOf(world)).toBe('applied');
    });
  });
});
