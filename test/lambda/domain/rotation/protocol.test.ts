import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import {
  apply,
  approve,
  approveFirst,
  attempt,
  changeSince,
  conclude,
  confirm,
  deliver,
  dismiss,
  isAnswered,
  promote,
  prove,
  reapply,
  reject,
  reopen,
  replace,
  settledFrom,
  showsAttempt,
  showsReset,
  stage,
  stayUncertain,
  takeBack,
  takeBackRetried,
  withdraw,
} from '../../../../lambda/domain/rotation/protocol.ts';
import { finalStatuses } from '../../../../lambda/domain/rotation/rotation.ts';
import { ADA, aDecision, aVote, BRUNO, inState, states } from './rotations.ts';

const error = { kind: 'error', reason: 'ResetOutcomeUnknown' } as const;
const expired = { kind: 'expired' } as const;
const LATER = '2026-12-07T08:11:00.000Z';

test('a rotation that goes well passes every state in order', () => {
  const approved = approve(inState(states.awaiting), aDecision());
  const staged = stage(approved);
  const attempted = attempt(staged, '2026-06-01T10:00:00Z', '2026-12-07T08:09:55.000Z');
  const applied = apply(attempted, { kind: 'answered', graphRequestId: 'request-1' });
  const proven = prove(applied, '2026-12-07T08:10:00Z');
  const delivered = deliver(promote(proven), { linkId: 'link-1' });
  expect([approved, staged, attempted, applied, proven, delivered].map(({ state }) => state.status)).toEqual([
    'approved',
    'staged',
    'maybe-applied',
    'applied',
    'proven',
    'delivered',
  ]);
  expect(conclude(delivered).state).toEqual({
    status: 'rotated',
    decision: aDecision(),
    versionId: staged.rotationId,
    passwordChangedBefore: '2026-06-01T10:00:00Z',
    attemptedFrom: '2026-12-07T08:09:55.000Z',
    attemptedAt: '2026-12-07T08:09:55.000Z',
    answer: { kind: 'answered', graphRequestId: 'request-1' },
    passwordChangedAt: '2026-12-07T08:10:00Z',
    linkId: 'link-1',
  });
});

describe('an approval', () => {
  test('by the first of two leaves the question open, and what it says in it', () => {
    const first = approveFirst(inState(states.awaiting), aVote(ADA));
    expect(first.state).toEqual({ status: 'awaiting-approval', first: aVote(ADA) });
    const decision = { ...aVote(ADA), second: aVote(BRUNO) };
    expect(approve(first, decision).state).toEqual({ status: 'approved', decision });
    expect(conclude(first, expired).state).toEqual({ status: 'expired' });
    expect(conclude(first, error).state).toEqual({ status: 'failed', reason: error.reason });
  });

  test('that is taken back leaves nothing of it', () => {
    expect(takeBack(inState(states.approved)).state).toEqual({ status: 'awaiting-approval' });
    expect(takeBack(approveFirst(inState(states.awaiting), aVote(ADA))).state).toEqual({ status: 'awaiting-approval' });
    expect(takeBackRetried(inState(states.approved)).state).toEqual({
      status: 'failed',
      reason: 'its approval was withdrawn',
    });
  });
});

test('steps that skip something do not compile', () => {
  // @ts-expect-error: a password is staged already
  takeBack(inState(states.staged));
  // @ts-expect-error: an end for good
  takeBack(inState(states.rejected));
  // @ts-expect-error: one of two, not both
  stage(approveFirst(inState(states.awaiting), aVote(ADA)));
  // @ts-expect-error: not approved
  stage(inState(states.awaiting));
  // @ts-expect-error: rejected
  stage(inState(states.rejected));
  // @ts-expect-error: nothing durable yet (R3)
  attempt(inState(states.approved), null, LATER);
  // @ts-expect-error: the attempt is not on record (R3)
  apply(inState(states.staged), { kind: 'seen-in-directory' });
  // @ts-expect-error: not proven
  promote(inState(states.applied));
  // @ts-expect-error: not current
  deliver(inState(states.proven), { linkId: 'link-1' });
  // @ts-expect-error: decided already (R6)
  approve(inState(states.approved), aDecision());
  // @ts-expect-error: what may have been applied is never begun anew with another password (R3)
  reopen(inState(states.uncertain), aDecision());
  // @ts-expect-error: an end for good
  reapply(inState(states.rotated));
  // @ts-expect-error: nothing was applied that could be confirmed
  confirm(inState(states.failed));
  // @ts-expect-error: too late
  approve(inState(states.expired), aDecision());
  expect(reject(inState(states.awaiting), aDecision()).state.status).toBe('rejected');
});

test('what is proven is promoted with all that is known of it', () => {
  expect(promote(inState(states.proven)).state).toEqual(states.current);
});

describe('attempts', () => {
  test('a repeated one keeps what was read before the first', () => {
    const again = attempt(inState(states.maybeApplied), '2026-12-07T08:10:00Z', LATER);
    expect(again.state.passwordChangedBefore).toBe(states.maybeApplied.passwordChangedBefore);
    expect(again.state.attemptedFrom).toBe(states.maybeApplied.attemptedFrom);
    expect(again.state.attemptedAt).toBe(LATER);
  });

  test('the first one is its own beginning', () => {
    const first = attempt(inState(states.staged), '2026-06-01T10:00:00Z', LATER);
    expect(first.state).toEqual({
      ...states.staged,
      status: 'maybe-applied',
      passwordChangedBefore: '2026-06-01T10:00:00Z',
      attemptedFrom: LATER,
      attemptedAt: LATER,
    });
  });

  test('a repeated one keeps the first reading where the directory shows no last change any more', () => {
    const again = attempt(inState(states.maybeApplied), null, LATER);
    expect(again.state.passwordChangedBefore).toBe(states.maybeApplied.passwordChangedBefore);
  });

  test('one whose password was refused is counted, and another password is made under the same approval', () => {
    const once = replace(inState(states.maybeApplied));
    expect(once.state).toEqual(states.approved);
    expect(once.replaced).toBe(1);
    expect(replace(inState(states.maybeApplied, { replaced: 1 })).replaced).toBe(2);
  });

  test('a directory that shows no last change is not an error', () => {
    expect(attempt(inState(states.staged), null, LATER).state.passwordChangedBefore).toBeNull();
  });

  test('one that Graph refused leaves the rotation as it was staged', () => {
    expect(withdraw(inState(states.maybeApplied)).state).toEqual(states.staged);
  });
});

describe('proof', () => {
  test.each([
    ['2026-06-01T10:00:00Z', undefined, false],
    ['2026-06-01T10:00:00Z', '2026-06-01T10:00:00Z', false],
    ['2026-06-01T10:00:00Z', '2026-06-01T09:59:59Z', false],
    ['2026-06-01T10:00:00Z', '2026-06-01T10:00:01Z', true],
    ['2026-06-01T10:00:00.000Z', '2026-06-01T10:00:00Z', false],
    [null, undefined, false],
    [null, '2026-06-01T10:00:00Z', true],
  ])('before %s, now %s: %s', (before, now, shown) => {
    expect(showsReset(before, now)).toBe(shown);
  });
});

describe('whose change it is', () => {
  const state = {
    passwordChangedBefore: '2026-06-01T10:00:00Z',
    attemptedFrom: '2026-12-07T07:50:00.000Z',
    attemptedAt: '2026-12-07T08:00:00.000Z',
  };
  test.each([
    [undefined, 'none'],
    ['2026-06-01T10:00:00Z', 'none'],
    ['2026-12-07T07:44:59Z', 'none'], // shown late: of an earlier version, or somebody's before us
    ['2026-12-07T07:45:00Z', 'ours'], // Entra's clock may be behind
    ['2026-12-07T07:58:00Z', 'ours'], // an earlier attempt
    ['2026-12-07T08:00:01Z', 'ours'],
    ['2026-12-07T08:15:00Z', 'ours'],
    ['2026-12-07T08:15:01Z', 'somebody-elses'],
  ])('%s: %s', (now, whose) => {
    expect(changeSince(state, now)).toBe(whose);
  });

  test('a quarter of an hour after an attempt nothing that was sent can take effect', () => {
    expect(settledFrom(state)).toEqual(new Date('2026-12-07T08:15:00.000Z'));
  });

  test('a reading that shows a change of somebody else is what the next attempt is measured against', () => {
    const theirs = '2026-12-07T12:00:00Z';
    const again = attempt(inState(states.maybeApplied), theirs, '2026-12-07T12:30:00.000Z');
    expect(again.state).toMatchObject({ passwordChangedBefore: theirs, attemptedFrom: '2026-12-07T12:30:00.000Z' });
    expect(changeSince(again.state, theirs)).toBe('none');
    expect(changeSince(again.state, '2026-12-07T12:30:02Z')).toBe('ours');
  });
});

describe('an attempt without answer, put on record at 08:10:30.400', () => {
  const attempted = (before: string | null) =>
    attempt(inState(states.staged), before, '2026-12-07T08:10:30.400Z').state;
  test.each([
    ['nothing changed', '2026-06-01T10:00:00Z', '2026-06-01T10:00:00Z', false],
    ['nothing changed since a change in the same second', '2026-12-07T08:10:30Z', '2026-12-07T08:10:30Z', false],
    ['the directory does not tell', '2026-06-01T10:00:00Z', undefined, false],
    ['a change in the second before it', '2026-06-01T10:00:00Z', '2026-12-07T08:10:29Z', false],
    ['a change before it, which was not shown yet', '2026-06-01T10:00:00Z', '2026-12-07T08:09:00Z', false],
    ['a change in the same second, which is not split', '2026-06-01T10:00:00Z', '2026-12-07T08:10:30Z', true],
    ['a change while it may have been under way', '2026-06-01T10:00:00Z', '2026-12-07T08:10:50Z', true],
    ['a change that came too late to be its', '2026-06-01T10:00:00Z', '2026-12-07T08:11:31Z', false],
    ['a change of an account that had none before', null, '2026-12-07T08:10:31Z', true],
    ['an old change of an account that showed none before', null, '2026-01-05T05:00:00Z', false],
    ['no instant at all', '2026-06-01T10:00:00Z', 'soon', false],
  ])('%s', (_, before, now, shown) => {
    expect(showsAttempt(attempted(before), now)).toBe(shown);
  });

  test.each([
    ['2026-12-07T08:10:29.000Z', false],
    ['2026-12-07T08:10:29.001Z', true],
    ['2026-12-07T08:11:30.000Z', true],
    ['2026-12-07T08:11:30.001Z', false],
  ])('its effect is within a second before it and a minute after it: at %s, %s', (shown, isEffect) => {
    const state = attempt(inState(states.staged), '2026-06-01T10:00:00Z', '2026-12-07T08:10:30.000Z').state;
    expect(showsAttempt(state, shown)).toBe(isEffect);
  });
});

describe('after the end', () => {
  const uncertain = inState(states.uncertain, { closed: true, countedAs: 'uncertain' });
  const failed = inState(states.failed, { closed: true, countedAs: 'failed' });

  test('what is uncertain keeps its version and its first reading, whichever way it goes on (R3)', () => {
    for (const { state } of [reapply(uncertain), confirm(uncertain), prove(uncertain, LATER)]) {
      expect(state).toMatchObject({
        versionId: states.uncertain.versionId,
        passwordChangedBefore: states.uncertain.passwordChangedBefore,
        attemptedAt: states.uncertain.attemptedAt,
      });
    }
  });

  test('a new password has a version that no earlier one had', () => {
    const decision = aDecision();
    const versions = [0, 1, 2, 3].map((reopened) => stage(inState(states.approved, { reopened })).state.versionId);
    expect(new Set(versions).size).toBe(4);
    for (const each of versions) expect(each).toMatch(/^[0-9a-f]{32}$/);
    expect(versions[0]).toBe(failed.rotationId);
    expect(stage(reopen(failed, decision)).state.versionId).toBe(versions[1]);
    const replaced = stage(replace(inState(states.maybeApplied)));
    expect(replaced).toMatchObject({ replaced: 1 });
    expect(versions).not.toContain(replaced.state.versionId);
    // What was refused before does not count against a run that a person begins, and its versions are its own.
    const again = reopen({ ...failed, replaced: 2 }, decision);
    expect(again).toMatchObject({ replaced: 0, run: 1 });
    expect(stage(again).state.versionId).toBe(versions[1]);
  });

  test('where Graph never answered, the state says who told of the reset; else it keeps the answer', () => {
    const unanswered = { ...uncertain, state: { ...states.uncertain, answer: undefined } };
    expect(prove(unanswered, LATER).state.answer).toEqual({ kind: 'seen-in-directory' });
    expect(confirm(unanswered).state.answer).toEqual({ kind: 'told-by-a-person' });
    const answer = { kind: 'answered', graphRequestId: 'request-1' } as const;
    const answered = { ...uncertain, state: { ...states.uncertain, answer } };
    for (const each of [prove(answered, LATER), confirm(answered)]) expect(each.state.answer).toEqual(answer);
  });

  test('a person who signed in with the old password ends it as failed, with the approval that it had', () => {
    expect(dismiss(uncertain, 'the old one works').state).toEqual({
      status: 'failed',
      decision: states.uncertain.decision,
      reason: 'the old one works',
    });
  });

  test('it may stay uncertain for another reason, and nothing else changes', () => {
    expect(stayUncertain(uncertain, 'somebody else changed it')).toEqual({
      ...uncertain,
      state: { ...states.uncertain, reason: 'somebody else changed it' },
    });
  });

  test('each reopening begins a run of its own, and never one that was', () => {
    const second = reopen({ ...failed, reopened: 1, run: 1 }, aDecision());
    expect(second).toMatchObject({ reopened: 2, run: 2 });
    expect(Object.keys(second)).not.toContain('replaced');
  });

  test('it was counted once, and stays counted', () => {
    for (const each of [reapply(uncertain), confirm(uncertain), dismiss(uncertain, 'r'), reopen(failed, aDecision())]) {
      expect(each).toMatchObject({ closed: true, reopened: 1 });
      expect(each.countedAs).toMatch(/uncertain|failed/);
    }
  });
});

describe('endings', () => {
  /** Approved, and not at its end. */
  const DECIDED = ['approved', 'staged', 'maybeApplied', 'applied', 'proven', 'current', 'delivered'] as const;

  test.each([
    ['awaiting', expired, 'expired'],
    ['awaiting', error, 'failed'],
    ['rejected', undefined, 'rejected'],
    ['rejected', expired, 'rejected'],
    ['approved', error, 'failed'],
    ['staged', error, 'failed'],
    ['maybeApplied', error, 'uncertain'],
    ['applied', error, 'uncertain'],
    ['proven', error, 'uncertain'],
    ['current', error, 'rotated'],
    ['delivered', error, 'rotated'],
    ['delivered', undefined, 'rotated'],
  ] as const)('%s with %j ends %s', (from, ending, outcome) => {
    expect(conclude(inState(states[from]), ending).state.status).toBe(outcome);
  });

  test.each(DECIDED)('%s is not expired: the workflow must go on', (from) => {
    expect(() => conclude(inState(states[from]), expired)).toThrow(expect.objectContaining({ name: 'AlreadyDecided' }));
  });

  test('what failed says why: by the error, or that it ended early', () => {
    for (const from of ['awaiting', 'approved', 'staged', 'maybeApplied'] as const) {
      expect(conclude(inState(states[from]), error).state).toHaveProperty('reason', 'ResetOutcomeUnknown');
      expect(conclude(inState(states[from])).state).toHaveProperty('reason', 'ended early');
    }
  });

  test('a workflow that must go on is told why', () => {
    expect(() => conclude(inState(states.approved), expired)).toThrow('the approval was decided before its deadline');
  });

  test('what had ended is left as it is', () => {
    for (const from of ['rejected', 'expired', 'failed', 'rotated', 'uncertain'] as const) {
      expect(conclude(inState(states[from]), error)).toEqual(inState(states[from]));
    }
  });

  test('what failed keeps its approval, and what is uncertain all that is known of its attempts', () => {
    expect(conclude(inState(states.staged), error).state).toEqual({
      status: 'failed',
      decision: states.staged.decision,
      reason: error.reason,
    });
    const { status: _, ...attempts } = states.maybeApplied;
    expect(conclude(inState(states.maybeApplied), error).state).toStrictEqual({
      status: 'uncertain',
      ...attempts,
      reason: error.reason,
    });
    expect(conclude(inState(states.awaiting), error).state).toEqual({ status: 'failed', reason: error.reason });
  });

  test('what is uncertain keeps the answer that Graph gave', () => {
    expect(conclude(inState(states.applied), error).state).toHaveProperty('answer', states.applied.answer);
    expect(conclude(inState(states.maybeApplied), error).state).not.toHaveProperty('answer');
  });

  test.each([
    [undefined, false],
    [{ kind: 'answered', graphRequestId: 'request-1' }, true],
    [{ kind: 'answered-without-id' }, true],
    [{ kind: 'seen-in-directory' }, false],
    [{ kind: 'told-by-a-person' }, false],
  ] as const)('whether Graph itself said that it applied a reset: %j, %p', (answer, isIt) => {
    expect(isAnswered(answer)).toBe(isIt);
  });

  test('a rotation whose link could not be made is rotated, without a link', () => {
    expect(conclude(inState(states.current), error).state).toStrictEqual({ ...states.current, status: 'rotated' });
    expect(conclude(inState(states.delivered)).state).toEqual({ ...states.delivered, status: 'rotated' });
  });

  test('an ending never hides that a password may have been applied, and never loses its version (R3)', () => {
    const touched = ['maybeApplied', 'applied', 'proven', 'current', 'delivered', 'uncertain', 'rotated'] as const;
    for (const from of touched) {
      for (const ending of [undefined, error]) {
        const { state } = conclude(inState(states[from]), ending);
        expect(['uncertain', 'rotated']).toContain(state.status);
        expect(state).toHaveProperty('versionId', states[from].versionId);
      }
    }
  });

  test('an ending is final: ending again changes nothing', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...Object.values(states)),
        fc.constantFrom(undefined, error, expired),
        (state, ending) => {
          fc.pre(!(ending === expired && DECIDED.some((each) => states[each].status === state.status)));
          const once = conclude(inState(state), ending);
          expect(finalStatuses).toContain(once.state.status);
          expect(conclude(once, error)).toEqual(once);
        },
      ),
    );
  });
});
