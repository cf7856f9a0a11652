import { describe, expect, test } from '@jest/globals';
import { failureSentence } from '../../../../lambda/domain/rotation/failure-sentence.ts';
import { nextOf, type ReopeningMode, reopening, reopeningModes } from '../../../../lambda/domain/rotation/reopening.ts';
import {
  finalStatuses,
  hasEnded,
  isIn,
  type Rotation,
  type RotationState,
} from '../../../../lambda/domain/rotation/rotation.ts';
import { inState, states } from './rotations.ts';
import { contoso, estate } from './technicians.ts';

const [RETRY, POLL, WORKS_NEW, WORKS_OLD] = reopeningModes;
const NOW = new Date('2026-12-07T12:00:00.000Z');
const others = (...own: readonly RotationState[]) => Object.values(states).filter((each) => !own.includes(each));

const asked = (rotation: Rotation, mode: ReopeningMode, now = NOW, of = estate) =>
  reopening(rotation, mode, contoso, of, now);
function allowed(...question: Parameters<typeof asked>): Rotation {
  const answer = asked(...question);
  if (!answer.allowed) throw new Error(answer.sentence);
  return answer.to;
}
function refusal(...question: Parameters<typeof asked>): string {
  const answer = asked(...question);
  return answer.allowed ? 'allowed' : answer.sentence;
}

const failed = inState(states.failed, { closed: true, countedAs: 'failed' });
const uncertain = inState(states.uncertain, { closed: true, countedAs: 'uncertain' });
const START = '`rotation start` begins a new one, with an approval of its own.';
const RESOLVE = 'Find out which password works, and say so with `rotation resolve`.';

describe('a retry', () => {
  test('of a failed rotation begins again with the approval that it has', () => {
    expect(allowed(failed, RETRY)).toMatchObject({
      reopened: 1,
      run: 1,
      countedAs: 'failed',
      state: { status: 'approved', decision: states.failed.decision },
    });
  });

  test('of an uncertain one applies the same version again (R3)', () => {
    expect(allowed({ ...uncertain, reopened: 2 }, RETRY)).toMatchObject({
      reopened: 3,
      run: 3,
      state: { status: 'maybe-applied', versionId: states.uncertain.versionId },
    });
  });

  test('is possible until the deadline, and not at it (R1)', () => {
    const deadline = Date.parse(failed.decideBefore);
    expect(refusal(failed, RETRY, new Date(deadline - 1))).toBe('allowed');
    for (const late of [deadline, deadline + 1]) {
      const valid = `Its approval was valid until ${failed.decideBefore}.`;
      expect(refusal(failed, RETRY, new Date(late))).toBe(`${valid} ${START}`);
      expect(refusal(uncertain, RETRY, new Date(late))).toBe(`${valid} ${RESOLVE}`);
    }
  });

  test('needs an approval (R1)', () => {
    const unapproved = inState({ status: 'failed', reason: 'its cycle was closed' });
    expect(refusal(unapproved, RETRY)).toBe(`Nobody had approved this rotation. ${START}`);
  });

  test('needs an approval that stands: its maker may still decide (R1)', () => {
    const nobody = { ...estate, technicians: [] };
    const why = 'Its approval does not stand any more: Ada Lindqvist is not a technician of this estate.';
    expect(refusal(failed, RETRY, NOW, nobody)).toBe(`${why} ${START}`);
    expect(refusal(uncertain, RETRY, NOW, nobody)).toBe(`${why} ${RESOLVE}`);
  });

  test.each(others(states.failed, states.uncertain))('is not for one that is $status', (state) => {
    const hasEndedForGood = ['rejected', 'expired', 'rotated'].includes(state.status);
    expect(refusal(inState(state), RETRY)).toBe(
      `This rotation is ${state.status}: only a failed or an uncertain one can be retried.${hasEndedForGood ? ' `rotation start` begins a new one.' : ''}`,
    );
  });
});

describe('what is uncertain', () => {
  test('is proven by a person who has signed in with the new password', () => {
    expect(allowed(uncertain, WORKS_NEW)).toMatchObject({
      reopened: 1,
      run: 1,
      state: { status: 'proven', passwordChangedAt: states.uncertain.attemptedAt },
    });
  });

  test('has failed when a person signed in with the old one, and no request can take effect any more', () => {
    const settled = Date.parse(states.uncertain.attemptedAt) + 15 * 60_000;
    expect(allowed(uncertain, WORKS_OLD, new Date(settled))).toMatchObject({
      reopened: 1,
      state: {
        status: 'failed',
        decision: states.uncertain.decision,
        reason: 'a person has signed in with the old password',
      },
    });
    expect(refusal(uncertain, WORKS_OLD, new Date(settled - 1))).toBe(
      'A request may still take effect until 2026-12-07T08:24:55.000Z: sign in with the old password after that, and say it then.',
    );
  });

  test('is asked of the directory again, as it is, by the run that is responsible', () => {
    const asking = allowed({ ...uncertain, reopened: 2, run: 2 }, POLL);
    expect(asking).toEqual({ ...uncertain, reopened: 3, run: 2 });
    expect(allowed(uncertain, POLL)).toMatchObject({ reopened: 1 });
  });

  test('can be settled after its deadline: the password is there, whatever the approval', () => {
    const late = new Date(Date.parse(uncertain.decideBefore) + 1);
    for (const mode of [POLL, WORKS_NEW, WORKS_OLD]) expect(refusal(uncertain, mode, late)).toBe('allowed');
  });

  test.each(others(states.uncertain))('and only that: not what is $status', (state) => {
    for (const mode of [POLL, WORKS_NEW, WORKS_OLD]) {
      expect(refusal(inState(state), mode)).toBe(
        `This rotation is ${state.status}: only an uncertain one can be resolved.`,
      );
    }
  });
});

test('every way to reopen says where the workflow goes on', () => {
  for (const mode of reopeningModes) expect(nextOf[mode]).toMatch(/^[a-z]+(-[a-z]+)*$/);
  expect(nextOf[WORKS_OLD]).toBe('nothing');
  expect(nextOf[RETRY]).not.toBe(nextOf[POLL]);
});

describe('a rotation', () => {
  test('has ended in five states, and no other', () => {
    const ended = Object.values(states).filter((state) => hasEnded(inState(state)));
    expect(ended.map((state) => state.status)).toEqual(['rejected', 'expired', 'rotated', 'failed', 'uncertain']);
    expect(finalStatuses).toEqual(['rejected', 'expired', 'rotated', 'failed', 'uncertain']);
  });

  test('is in any of the states that are asked for', () => {
    const rotation = inState(states.staged);
    expect(isIn(rotation, 'staged')).toBe(true);
    expect(isIn(rotation, 'approved', 'staged')).toBe(true);
    expect(isIn(rotation, 'approved')).toBe(false);
    expect(isIn(rotation)).toBe(false);
  });
});

test('a person is told why a tenant failed without the name of the error', () => {
  expect(failureSentence('TenantNotReady: Consent is missing.')).toBe('Consent is missing.');
  expect(failureSentence('GraphUnavailable: HTTP 503')).toBe('GraphUnavailable: HTTP 503');
  expect(failureSentence('Not TenantNotReady: x')).toBe('Not TenantNotReady: x');
});
