import { describe, expect, test } from '@jest/globals';
import type { VaultWriting } from '../../../../lambda/domain/credential/vault-writing.ts';
import {
  noTicket,
  type TicketProgress,
  ticketProgressSchema,
} from '../../../../lambda/domain/cycle/ticket-progress.ts';
import {
  endOf,
  needsPerson,
  nextTicketStep,
  rotationsIn,
  type TicketFacts,
} from '../../../../lambda/domain/cycle/ticket-step.ts';
import { fingerprintOf } from '../../../../lambda/domain/identifiers.ts';
import type { Rotation, RotationState } from '../../../../lambda/domain/rotation/rotation.ts';
import { inState, states } from '../rotation/rotations.ts';

const [A, B, C] = [fingerprintOf('a'), fingerprintOf('b'), fingerprintOf('c')];
const CLOSED_AT = '2026-12-09T05:00:00.000Z';

const rotation = (state: RotationState, accountId = 'a', more: Partial<Rotation> = {}) =>
  inState<RotationState>(state, { accountId, ...more });
const AT = '2026-12-08T05:00:00.000Z';
const vaults = {
  queued: { status: 'queued', since: AT },
  written: { status: 'written', at: AT, recordId: 'record-1' },
  givenUp: { status: 'given-up', at: AT, reason: 'record-ambiguous' },
} as const satisfies Readonly<Record<string, VaultWriting>>;
const inVault = (status: keyof typeof vaults, accountId = 'a') =>
  rotation(states.rotated, accountId, { vault: vaults[status] });

type Status = TicketFacts['tenant']['status'];
const facts = (status: Status, rotations: readonly Rotation[], more: Partial<TicketFacts> = {}): TicketFacts => ({
  tenant: { status, excluded: {} },
  rotations,
  phase: 'asking',
  opens: 'when-asked',
  raises: false,
  ...more,
});
const undecidable = (status: Status, count: number): TicketFacts['tenant'] => ({
  status,
  excluded: { 'nobody-may-decide': count, guest: 3 },
});

const NOTHING = noTicket({ cycleId: '2026-12-07-admin-monthly', tenantId: 'contoso' });
const ticket = (more: Partial<TicketProgress> = {}): TicketProgress => ({ ...NOTHING, number: '4711', ...more });
const note = (topic: string, key: string, told: Readonly<Record<string, string>> = {}, closes = false) => ({
  kind: 'note',
  topic,
  key,
  told,
  closes,
});

const awaiting = rotation(states.awaiting);
const failed = rotation(states.failed);
const uncertain = rotation(states.uncertain);
const rotated = rotation(states.rotated);

test('a tenant without a ticket has said nothing', () => {
  expect(NOTHING).toEqual({
    cycleId: '2026-12-07-admin-monthly',
    tenantId: 'contoso',
    notes: [],
    told: {},
    revision: 0,
  });
  expect(ticketProgressSchema.parse(NOTHING)).toEqual(NOTHING);
});

describe('when a ticket is opened', () => {
  test.each<[string, TicketFacts, boolean]>([
    ['discovered, with accounts', facts('discovered', [awaiting]), true],
    ['discovered, without accounts', facts('discovered', []), false],
    ['not discovered yet, with accounts', facts('pending', [awaiting]), false],
    ['not discovered yet, and one has failed', facts('pending', [awaiting, rotation(states.failed, 'b')]), true],
    ['to be opened at the close', facts('discovered', [awaiting], { opens: 'at-close' }), false],
    ['to be opened at the close, and one has failed', facts('discovered', [failed], { opens: 'at-close' }), true],
    ['to be opened at the close, and one is uncertain', facts('discovered', [uncertain], { opens: 'at-close' }), true],
    ['nobody may decide, under way', facts('discovered', [], { tenant: undecidable('discovered', 1) }), false],
    ['closed, with accounts', facts('closed', [rotated], { opens: 'at-close' }), true],
    ['closed, without accounts', facts('closed', []), false],
    ['closed, and nobody may decide', facts('closed', [], { tenant: undecidable('closed', 1) }), true],
    ['closed, and all may be decided', facts('closed', [], { tenant: undecidable('closed', 0) }), false],
    ['failed, without accounts', facts('failed', []), true],
  ])('%s', (_, given, opens) => {
    expect(nextTicketStep(NOTHING, given)).toEqual(opens ? { kind: 'open' } : undefined);
  });

  test('it says nothing before, whatever was being written', () => {
    const writing = { key: 'result', told: {} };
    expect(nextTicketStep({ ...NOTHING, writing }, facts('closed', []))).toBeUndefined();
  });
});

describe('half-time and last call', () => {
  test.each<[string, TicketFacts['phase'], readonly Rotation[], readonly string[], string | undefined]>([
    ['asked a moment ago', 'asking', [awaiting], [], undefined],
    ['half of the time has passed', 'half-time', [awaiting], [], 'half-time'],
    ['one of several waits', 'half-time', [rotation(states.approved, 'b'), awaiting], [], 'half-time'],
    ['half-time was told', 'half-time', [awaiting], ['half-time'], undefined],
    ['last call', 'last-call', [awaiting], ['half-time'], 'last-call'],
    ['last call, and half-time was never told', 'last-call', [awaiting], [], 'last-call'],
    ['last call was told', 'last-call', [awaiting], ['half-time', 'last-call'], undefined],
    ['the time is over', 'over', [awaiting], [], undefined],
    ['none waits', 'half-time', [rotation(states.expired)], [], undefined],
    ['there are no accounts', 'last-call', [], [], undefined],
  ])('%s', (_, phase, rotations, notes, topic) => {
    expect(nextTicketStep(ticket({ notes }), facts('discovered', rotations, { phase }))).toEqual(
      topic === undefined ? undefined : note(topic, topic),
    );
  });
});

describe('all decided', () => {
  const [approved, rejected, expired] = [
    rotation(states.approved),
    rotation(states.rejected, 'b'),
    rotation(states.expired, 'c'),
  ];
  test.each<[string, readonly Rotation[], readonly string[], boolean]>([
    ['approved', [approved], [], true],
    ['some rejected, some expired', [approved, rejected, expired], [], true],
    ['under way', [rotation(states.delivered), expired], [], true],
    ['one still waits', [approved, rotation(states.awaiting, 'b')], [], false],
    ['told before', [approved], ['decided'], false],
    ['all have ended: the result follows', [rotation(states.rotated), rejected], [], false],
    ['all have expired', [expired], [], false],
    ['there are no accounts', [], [], false],
  ])('%s', (_, rotations, notes, told) => {
    expect(nextTicketStep(ticket({ notes }), facts('discovered', rotations))).toEqual(
      told ? note('decided', 'decided') : undefined,
    );
  });

  test('at half-time, where none waits any more', () => {
    expect(nextTicketStep(ticket(), facts('discovered', [approved], { phase: 'half-time' }))).toEqual(
      note('decided', 'decided'),
    );
  });
});

describe('trouble under way', () => {
  const going = rotation(states.applied, 'c');
  const decided = note('decided', 'decided');
  test.each<[string, Partial<TicketProgress>, readonly Rotation[], object]>([
    ['the first failure is told', {}, [failed, going], note('trouble', 'trouble-1', { [A]: 'failed-0' })],
    [
      'after notes of other things, too',
      { notes: ['half-time', 'decided'] },
      [failed, going],
      note('trouble', 'trouble-1', { [A]: 'failed-0' }),
    ],
    [
      'with all that is there',
      {},
      [failed, rotation(states.uncertain, 'b'), going],
      note('trouble', 'trouble-1', { [A]: 'failed-0', [B]: 'uncertain-0' }),
    ],
    [
      'before all else that is to tell',
      {},
      [rotation(states.awaiting, 'b'), failed],
      note('trouble', 'trouble-1', { [A]: 'failed-0' }),
    ],
    [
      'further failures wait for the result',
      { notes: ['trouble-1'], told: { [A]: 'failed-0' } },
      [failed, rotation(states.failed, 'b'), going],
      decided,
    ],
    [
      'what becomes uncertain is told each time',
      { notes: ['half-time', 'trouble-1'], told: { [A]: 'failed-0' } },
      [failed, rotation(states.uncertain, 'b'), going],
      note('trouble', 'trouble-2', { [B]: 'uncertain-0' }),
    ],
    [
      'the third has the third number',
      { notes: ['trouble-1', 'half-time', 'trouble-2'] },
      [uncertain, going],
      note('trouble', 'trouble-3', { [A]: 'uncertain-0' }),
    ],
    [
      'what was told is not told again',
      { notes: ['trouble-1'], told: { [A]: 'uncertain-0' } },
      [uncertain, going],
      decided,
    ],
    ['not even without its note', { told: { [A]: 'failed-0' } }, [failed, going], decided],
    [
      'uncertain again, after it was reopened',
      { notes: ['trouble-1'], told: { [A]: 'uncertain-0' } },
      [rotation(states.uncertain, 'a', { reopened: 1 }), going],
      note('trouble', 'trouble-2', { [A]: 'uncertain-1' }),
    ],
  ])('%s', (_, progress, rotations, step) => {
    expect(nextTicketStep(ticket(progress), facts('discovered', rotations, { phase: 'half-time' }))).toEqual(step);
  });
});

describe('the result', () => {
  test.each<[string, TicketFacts, Partial<TicketProgress>, Readonly<Record<string, string>>, boolean]>([
    ['all is well: it closes', facts('closed', [rotated]), {}, {}, true],
    ['without accounts', facts('closed', []), {}, {}, true],
    ['a person has closed it', facts('closed', [rotated]), { closedAt: CLOSED_AT }, {}, false],
    ['the tenant failed', facts('failed', []), {}, {}, false],
    ['nobody may decide', facts('closed', [], { tenant: undecidable('closed', 1) }), {}, {}, false],
    ['all may be decided', facts('closed', [], { tenant: undecidable('closed', 0) }), {}, {}, true],
    ['one failed', facts('closed', [rotated, rotation(states.failed, 'b')]), {}, { [B]: 'failed-0' }, false],
    ['one is uncertain', facts('closed', [uncertain]), {}, { [A]: 'uncertain-0' }, false],
    ['one is still under way', facts('closed', [rotation(states.current)]), {}, { [A]: 'under-way' }, false],
    [
      'rejected and expired, which change no more',
      facts('closed', [rotation(states.rejected), rotation(states.expired, 'b')]),
      {},
      {},
      true,
    ],
    ['in the vault', facts('closed', [inVault('written')]), {}, {}, true],
    ['waits for the vault', facts('closed', [inVault('queued')]), {}, { [A]: 'rotated-queued' }, true],
    ['the vault was given up', facts('closed', [inVault('givenUp')]), {}, { [A]: 'rotated-given-up' }, true],
    [
      'settled since it was told',
      facts('closed', [rotated, rotation(states.rotated, 'b')]),
      { notes: ['trouble-1'], told: { [A]: 'uncertain-0' } },
      { [A]: 'rotated' },
      true,
    ],
  ])('%s', (_, given, progress, told, closes) => {
    expect(nextTicketStep(ticket(progress), given)).toEqual(note('result', 'result', told, closes));
  });

  test('neither half-time nor trouble is told at the end', () => {
    const given = facts('closed', [awaiting, rotation(states.failed, 'b')], { phase: 'half-time' });
    expect(nextTicketStep(ticket(), given)).toMatchObject({ topic: 'result' });
  });
});

describe('what changes after the result', () => {
  const later = (told: Readonly<Record<string, string>>, closes: boolean, key = 'later-1') =>
    note('later', key, told, closes);
  test.each<[string, Partial<TicketProgress>, readonly Rotation[], object | undefined]>([
    ['nothing', { told: { [A]: 'failed-0' } }, [failed], undefined],
    ['one that was not told', {}, [failed], undefined],
    ['settled', { told: { [A]: 'uncertain-0' } }, [rotated], later({ [A]: 'rotated' }, true)],
    ['settled as a failure', { told: { [A]: 'uncertain-0' } }, [failed], later({ [A]: 'failed-0' }, false)],
    [
      'settled, in a ticket that is closed',
      { told: { [A]: 'uncertain-0' }, closedAt: CLOSED_AT },
      [rotated],
      later({ [A]: 'rotated' }, false),
    ],
    [
      'one of two',
      { told: { [A]: 'failed-0', [B]: 'failed-0' } },
      [rotated, rotation(states.failed, 'b')],
      later({ [A]: 'rotated' }, false),
    ],
    [
      'the next has the next number',
      { notes: ['half-time', 'trouble-1', 'result', 'later-1'], told: { [A]: 'failed-0' } },
      [rotated],
      later({ [A]: 'rotated' }, true, 'later-2'),
    ],
    ['reopened: told when it ends', { told: { [A]: 'failed-0' } }, [rotation(states.staged)], undefined],
    [
      'failed again after it was reopened',
      { told: { [A]: 'failed-0' } },
      [rotation(states.failed, 'a', { reopened: 1 })],
      later({ [A]: 'failed-1' }, false),
    ],
    [
      'under way at the result, ended since',
      { told: { [A]: 'under-way' } },
      [rotation(states.expired)],
      later({ [A]: 'expired' }, true),
    ],
    [
      'the vault has some, and works on others',
      { told: { [A]: 'rotated-queued', [B]: 'rotated-queued' } },
      [inVault('written'), inVault('queued', 'b')],
      undefined,
    ],
    [
      'the vault has all: one note',
      { told: { [A]: 'rotated-queued', [B]: 'rotated-queued' } },
      [inVault('written'), inVault('written', 'b')],
      later({ [A]: 'rotated-written', [B]: 'rotated-written' }, true),
    ],
    [
      'something else is settled while the vault is at work',
      { told: { [A]: 'uncertain-0', [B]: 'rotated-queued', [C]: 'rotated-queued' } },
      [rotated, inVault('written', 'b'), inVault('queued', 'c')],
      later({ [A]: 'rotated' }, true),
    ],
  ])('%s', (_, progress, rotations, step) => {
    expect(nextTicketStep(ticket({ notes: ['result'], ...progress }), facts('closed', rotations))).toEqual(step);
  });
});

describe('a note that was being written', () => {
  const told = { [C]: 'rotated' };
  test.each<[string, string]>([
    ['half-time', 'half-time'],
    ['last-call', 'last-call'],
    ['decided', 'decided'],
    ['trouble', 'trouble-2'],
    ['result', 'result'],
    ['later', 'later-12'],
  ])('%s is written again as it was, whatever happened meanwhile', (topic, key) => {
    const writing = { key, told, closes: false };
    expect(nextTicketStep(ticket({ writing }), facts('closed', [uncertain]))).toEqual(note(topic, key, told));
  });

  test.each<[string, string, boolean | undefined, readonly Rotation[], boolean]>([
    ['closes as recorded, although one has failed since', 'result', true, [failed], true],
    ['does not close as recorded, although all is well by now', 'result', false, [rotated], false],
    ['recorded before that was kept: the result closes', 'result', undefined, [rotated], true],
    ['recorded before that was kept: what came later closes', 'later-1', undefined, [rotated], true],
    ['recorded before that was kept: the result with a failure does not', 'result', undefined, [failed], false],
    ['recorded before that was kept: trouble does not', 'trouble-1', undefined, [rotated], false],
  ])('%s', (_, key, closes, rotations, expected) => {
    const writing = { key, told: {}, ...(closes === undefined ? {} : { closes }) };
    expect(nextTicketStep(ticket({ writing }), facts('closed', rotations))).toMatchObject({ key, closes: expected });
  });

  test.each(['', 'results', 'troubles-1', 'my-later-1'])('the key %j is that of no note', (key) => {
    const writing = { key, told: {} };
    expect(() => nextTicketStep(ticket({ writing }), facts('closed', []))).toThrow(
      `no note of a ticket has the key ${key}`,
    );
  });
});

describe('raising the priority', () => {
  const RAISES = { raises: true };
  const told = { notes: ['trouble-1', 'result'], told: { [A]: 'failed-0' } };
  test.each<[string, Partial<TicketProgress>, TicketFacts, boolean]>([
    ['one failed', told, facts('closed', [failed], RAISES), true],
    ['one failed, under way', told, facts('discovered', [failed, rotation(states.awaiting, 'b')], RAISES), true],
    ['raised before', { ...told, raised: true }, facts('closed', [failed], RAISES), false],
    ['not raised before', { ...told, raised: false }, facts('closed', [failed], RAISES), true],
    ['the estate names no priority', told, facts('closed', [failed]), false],
    ['all is well', { notes: ['result'] }, facts('closed', [rotated], RAISES), false],
    ['all is well, under way', {}, facts('discovered', [awaiting], RAISES), false],
    ['the tenant failed', { notes: ['result'] }, facts('failed', [], RAISES), true],
  ])('%s', (_, progress, given, raises) => {
    expect(nextTicketStep(ticket(progress), given)).toEqual(raises ? { kind: 'raise' } : undefined);
  });

  test('comes after the notes', () => {
    expect(nextTicketStep(ticket(), facts('closed', [failed], RAISES))).toMatchObject({ topic: 'result' });
  });
});

test.each<[string, TicketFacts, boolean]>([
  ['all rotated', facts('closed', [rotated]), false],
  ['no accounts', facts('closed', []), false],
  ['the tenant failed', facts('failed', []), true],
  ['nobody may decide', facts('discovered', [], { tenant: undecidable('discovered', 1) }), true],
  ['one of two failed', facts('discovered', [rotated, rotation(states.failed, 'b')]), true],
  ['one is uncertain', facts('discovered', [uncertain]), true],
  ['under way, in time', facts('discovered', [awaiting]), false],
  ['under way after the end', facts('closed', [rotated, rotation(states.applied, 'b')]), true],
])('whether a person is needed: %s', (_, given, expected) => {
  expect(needsPerson(given)).toBe(expected);
});

test.each<[Rotation, string]>([
  [awaiting, 'under-way'],
  [rotation(states.approved), 'under-way'],
  [rotation(states.delivered), 'under-way'],
  [rotation(states.rejected), 'rejected'],
  [rotation(states.expired), 'expired'],
  [failed, 'failed-0'],
  [rotation(states.failed, 'a', { reopened: 2 }), 'failed-2'],
  [uncertain, 'uncertain-0'],
  [rotation(states.uncertain, 'a', { reopened: 1 }), 'uncertain-1'],
  [rotated, 'rotated'],
  [rotation(states.rotated, 'a', { reopened: 1 }), 'rotated'],
  [inVault('queued'), 'rotated-queued'],
  [inVault('written'), 'rotated-written'],
  [inVault('givenUp'), 'rotated-given-up'],
  [rotation(states.delivered, 'a', { vault: vaults.queued }), 'under-way'],
  [rotation(states.rejected, 'a', { vault: vaults.queued }), 'rejected'],
])('how a rotation stands: %#', (given, end) => {
  expect(endOf(given)).toBe(end);
});

test('a note is about the accounts that it tells of', () => {
  const all = [rotated, rotation(states.failed, 'b'), rotation(states.failed, 'c')];
  expect(rotationsIn({ [B]: 'failed-0', [A]: 'rotated', unknown: 'rotated' }, all)).toEqual(all.slice(0, 2));
  expect(rotationsIn({}, all)).toEqual([]);
});
