import { describe, expect, test } from '@jest/globals';
import {
  type AskingPhase,
  askedAbout,
  decidersOf,
  isRequestOverdue,
  mayHoldRequests,
  phaseAt,
} from '../../../../lambda/domain/rotation/asking.ts';
import { ADA, aVote, BRUNO, CHIARA, inState, states } from './rotations.ts';
import { contoso, estate, who } from './technicians.ts';

const OPENED = '2026-12-07T04:00:00.000Z';
const NOW = new Date('2026-12-07T08:00:00.000Z');
const at = (minutes: number, ms = 0) => new Date(Date.parse(OPENED) + minutes * 60_000 + ms);
const windowOf = (hours: number) => ({ openedAt: OPENED, decideBefore: at(hours * 60).toISOString() });

describe('the phases of a window', () => {
  const hours = 60;
  test.each<[number, number, number, AskingPhase]>([
    [48, 0, 0, 'asking'],
    [48, 24 * hours, -1, 'asking'],
    [48, 24 * hours, 0, 'half-time'],
    [48, 43.2 * hours, -1, 'half-time'],
    [48, 43.2 * hours, 0, 'last-call'],
    [48, 48 * hours, -1, 'last-call'],
    [48, 48 * hours, 0, 'over'],
    [48, 99 * hours, 0, 'over'],
    // Whoever looks every half hour must find time for the last call.
    [2, 59, 0, 'asking'],
    [2, 60, 0, 'half-time'],
    [2, 85, -1, 'half-time'],
    [2, 85, 0, 'last-call'],
    [1, 29, 0, 'asking'],
    [1, 30, 0, 'last-call'],
  ])('of %s h, %s min and %s ms after its beginning: %s', (window, minutes, ms, phase) => {
    expect(phaseAt(windowOf(window), at(minutes, ms))).toBe(phase);
  });

  test('a look every half hour meets half-time before it is over, in every window', () => {
    for (let window = 1; window <= 336; window += 1) {
      for (const offset of [0, 7, 29]) {
        const looks = Array.from({ length: window * 2 }, (_, n) => phaseAt(windowOf(window), at(offset + n * 30)));
        expect(looks).toContain('last-call');
      }
    }
  });
});

test('requests wait 15 minutes for tenants, and are lost after 45', () => {
  expect(mayHoldRequests(windowOf(1), at(15, -1))).toBe(true);
  expect(mayHoldRequests(windowOf(1), at(15))).toBe(false);
  expect(isRequestOverdue(windowOf(1), at(45, -1))).toBe(false);
  expect(isRequestOverdue(windowOf(1), at(45))).toBe(true);
});

describe('who is asked', () => {
  const waiting = inState(states.awaiting);
  const inTwo = { ...waiting, emergency: true };
  const standIn = { ...who(CHIARA), tenants: ['adventure-works'], standsInFor: ['contoso'] };
  const of = (...technicians: readonly ReturnType<typeof who>[]) => ({ ...estate, technicians });
  const asked = (
    rotation: Parameters<typeof askedAbout>[0],
    technicians: readonly ReturnType<typeof who>[],
    phase: AskingPhase = 'asking',
  ) => askedAbout(rotation, contoso, of(...technicians), phase, NOW).map(({ objectId }) => objectId);
  const forTwo = (rotation: typeof waiting) => ({
    rotation,
    rules: { ...of(who(ADA), who(BRUNO), standIn), approvals: { twoPersons: { roles: [], tenants: ['contoso'] } } },
  });

  test('those who decide for the tenant; who stands in from half-time on', () => {
    const all = [who(ADA), who(BRUNO), standIn];
    expect(asked(waiting, all)).toEqual([ADA, BRUNO]);
    expect(asked(waiting, all, 'half-time')).toEqual([ADA, BRUNO, CHIARA]);
    expect(asked(waiting, all, 'last-call')).toEqual([ADA, BRUNO, CHIARA]);
    expect(asked(waiting, [who(ADA), who(CHIARA)], 'last-call')).toEqual([ADA]);
  });

  test('who stands in, at once, where nobody else can', () => {
    const own = { ...who(ADA), ownAccounts: [waiting.accountId] };
    expect(asked(waiting, [own, standIn])).toEqual([CHIARA]);
    expect(asked(waiting, [own])).toEqual([]);
  });

  test('who stands in, at once, in an emergency', () => {
    expect(asked(inTwo, [who(ADA), who(BRUNO), standIn])).toEqual([ADA, BRUNO, CHIARA]);
    expect(asked({ ...inTwo, emergency: false }, [who(ADA), who(BRUNO), standIn])).toEqual([ADA, BRUNO]);
  });

  test('enough for two approvals, and none where there are not', () => {
    const { rules } = forTwo(waiting);
    const ids = (technicians: readonly ReturnType<typeof who>[], rotation = waiting) =>
      askedAbout(rotation, contoso, { ...rules, technicians }, 'asking', NOW).map(({ objectId }) => objectId);
    expect(ids([who(ADA), who(BRUNO), standIn])).toEqual([ADA, BRUNO]);
    expect(ids([who(ADA), standIn])).toEqual([ADA, CHIARA]);
    expect(ids([who(ADA)])).toEqual([]);
    expect(asked(inTwo, [who(ADA)], 'last-call')).toEqual([]);
  });

  test('after the first approval, another one', () => {
    const once = inState({ status: 'awaiting-approval', first: aVote(ADA) });
    const { rules } = forTwo(waiting);
    const ids = askedAbout(once, contoso, rules, 'asking', NOW).map(({ objectId }) => objectId);
    expect(ids).toEqual([BRUNO]);
    const left = askedAbout(once, contoso, { ...rules, technicians: [who(ADA), standIn] }, 'asking', NOW);
    expect(left.map(({ objectId }) => objectId)).toEqual([CHIARA]);
  });

  test('nobody about what is decided, or too late', () => {
    expect(decidersOf(inState(states.approved), contoso, estate.technicians, NOW)).toEqual([]);
    expect(decidersOf(waiting, contoso, estate.technicians, new Date(waiting.decideBefore))).toEqual([]);
    expect(asked(inState(states.approved), [who(ADA)])).toEqual([]);
  });
});
