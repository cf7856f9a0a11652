import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import type { CredentialLink, CredentialLinkState } from '../../../../lambda/domain/credential/link.ts';
import {
  type CredentialView,
  daysAfter,
  dueDate,
  type Retirement,
  retirementOf,
  retirementVerdict,
} from '../../../../lambda/domain/credential/retirement.ts';

const STORED_AT = '2026-12-08T09:00:00.000Z';
const confirmed: CredentialLinkState = {
  status: 'revealed',
  at: '2026-12-08T08:58:00.000Z',
  address: '192.0.2.1',
  storedAt: STORED_AT,
};
const link = (state: CredentialLinkState = confirmed): CredentialLink => ({
  purpose: 'credential',
  linkId: 'a'.repeat(32),
  expiresAt: 1_796_000_000,
  cycleId: '2026-12-07-admin-monthly',
  tenantId: 'tenant',
  accountId: 'account',
  rotationId: 'f'.repeat(32),
  userPrincipalName: 'ops@contoso.example',
  tenantDisplayName: 'Contoso Ltd',
  versionId: 'e'.repeat(32),
  recipientObjectId: 'ada',
  approvedBy: 'Ada Lindqvist',
  resetAt: '2026-12-07T08:10:00Z',
  number: 0,
  state,
});
const untilStored = (days: number) => ({ credentials: 'until-stored', days }) as const;
const keep = { credentials: 'keep', days: 7 } as const;
const retirement: Retirement = {
  cycleId: '2026-12-07-admin-monthly',
  tenantId: 'tenant',
  accountId: 'account',
  rotationId: 'f'.repeat(32),
  userPrincipalName: 'ops@contoso.example',
  versionId: 'e'.repeat(32),
  linkId: 'a'.repeat(32),
  resetAt: '2026-12-07T08:10:00Z',
  storedAt: STORED_AT,
  dueAt: '2026-12-15T09:00:00.000Z',
};

describe('a confirmation that a password is in the vault', () => {
  test('retires its credential after the days that the estate says', () => {
    expect(retirementOf(link(), new Date(STORED_AT), untilStored(7))).toEqual(retirement);
  });

  test('or a receipt of the vault: it names no link', () => {
    const { linkId, ...receipt } = retirement;
    expect(linkId).toBeDefined();
    const { linkId: _, ...password } = link();
    expect(retirementOf(password, new Date(STORED_AT), untilStored(7))).toStrictEqual(receipt);
    const view = { currentVersionId: retirement.versionId, hasPending: false };
    expect(retirementVerdict(receipt, undefined, view)).toEqual({ kind: 'delete' });
    expect(retirementVerdict(receipt, undefined, { ...view, currentVersionId: 'newer' })).toMatchObject({
      reason: 'superseded',
    });
    expect(retirementVerdict(receipt, undefined, { ...view, hasPending: true })).toMatchObject({ kind: 'wait' });
  });

  test.each([
    ['later', '2026-12-16T09:00:00.000Z', '2026-12-16T09:00:00.000Z'],
    ['sooner', '2026-12-14T09:00:00.000Z', '2026-12-15T09:00:00.000Z'],
  ])('waits for a link that a person has besides, and that expires %s', (_, expires, dueAt) => {
    const until = Date.parse(expires) / 1000;
    expect(retirementOf(link(), new Date(STORED_AT), untilStored(7), until)).toMatchObject({ dueAt });
  });

  test('retires nothing where passwords are kept', () => {
    expect(retirementOf(link(), new Date(STORED_AT), keep)).toBeUndefined();
  });

  test('counts days of 24 hours', () => {
    expect(daysAfter(new Date('2026-03-28T12:00:00.000Z'), 2)).toEqual(new Date('2026-03-30T12:00:00.000Z'));
  });
});

describe('when a credential is due', () => {
  test.each([
    [1, '2026-12-15T09:00:00.000Z', 'the technician was told a later day'],
    [7, '2026-12-15T09:00:00.000Z', 'nothing has changed'],
    [30, '2027-01-07T09:00:00.000Z', 'the estate asks for more by now'],
  ])('with %i days: %s, because %s', (days, due) => {
    expect(dueDate(retirement, untilStored(days))).toEqual(new Date(due));
  });

  test('what was put off stays put off', () => {
    const later = { ...retirement, dueAt: '2027-02-01T00:00:00.000Z' };
    expect(dueDate(later, untilStored(7))).toEqual(new Date('2027-02-01T00:00:00.000Z'));
  });

  test('a deployment never brings a deletion forward', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 400 }), fc.integer({ min: 0, max: 400 }), (then, now) => {
        const made = retirementOf(link(), new Date(STORED_AT), untilStored(then));
        if (made === undefined) throw new Error('nothing is retired');
        expect(dueDate(made, untilStored(now))).toEqual(daysAfter(new Date(STORED_AT), Math.max(then, now)));
      }),
    );
  });
});

describe('what becomes of a credential that is due', () => {
  const current: CredentialView = { currentVersionId: 'e'.repeat(32), hasPending: false };
  const UNTIL = '2026-12-22T09:00:00.000Z';

  test('it is deleted, when the very version that was confirmed is current', () => {
    expect(retirementVerdict(retirement, link(), current)).toEqual({ kind: 'delete' });
  });

  test('it was deleted, when an earlier run stopped before it could say so', () => {
    const view = { ...current, recoverableUntil: UNTIL };
    expect(retirementVerdict(retirement, link(), view)).toEqual({ kind: 'deleted', recoverableUntil: UNTIL });
  });

  test('it waits while a version is pending, for that may be what Entra holds (R3)', () => {
    expect(retirementVerdict(retirement, link(), { ...current, hasPending: true })).toEqual({
      kind: 'wait',
      reason: 'pending-version',
    });
  });

  test.each([
    ['there is none', 'no-credential', link(), undefined],
    ['a later rotation came', 'superseded', link(), { ...current, currentVersionId: 'd'.repeat(32) }],
    ['no version is current', 'superseded', link(), { ...current, currentVersionId: undefined }],
    ['the link is gone', 'not-confirmed', undefined, current],
    ['the link is of another version', 'not-confirmed', { ...link(), versionId: 'd'.repeat(32) }, current],
    ['nobody has seen it', 'not-confirmed', link({ status: 'ready' }), current],
    [
      'it was seen and not confirmed',
      'not-confirmed',
      link({ status: 'revealed', at: STORED_AT, address: '192.0.2.1' }),
      current,
    ],
    ['the link was reported', 'not-confirmed', link({ status: 'revoked', at: STORED_AT }), current],
  ] as const)('it is kept, because %s', (_, reason, itsLink, view) => {
    expect(retirementVerdict(retirement, itsLink, view)).toEqual({ kind: 'keep', reason });
  });

  test('whatever is there, nothing is deleted but the confirmed version alone', () => {
    const states: readonly CredentialLinkState[] = [
      { status: 'ready' },
      confirmed,
      { status: 'revealed', at: STORED_AT, address: '192.0.2.1' },
      { status: 'revoked', at: STORED_AT },
    ];
    const view = fc.record({
      currentVersionId: fc.constantFrom(undefined, 'e'.repeat(32), 'd'.repeat(32)),
      hasPending: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.constantFrom(...states), view, (state, seen) => {
        const isDeleted = retirementVerdict(retirement, link(state), seen).kind === 'delete';
        expect(isDeleted).toBe(state === confirmed && !seen.hasPending && seen.currentVersionId === 'e'.repeat(32));
      }),
    );
  });
});
