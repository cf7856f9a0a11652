import { describe, expect, test } from '@jest/globals';
import { type CredentialLink, isOpen, recipientOf, replacedBy } from '../../../../lambda/domain/credential/link.ts';
import {
  isAbandoned,
  isOver,
  isReported,
  MOST_HAND_OVERS,
  mayBeHandedOver,
  mayCollect,
  mayRenew,
  needsLastCall,
} from '../../../../lambda/domain/credential/link-rules.ts';

const NOW = new Date('2026-12-07T08:00:00.000Z');
const HOUR = 3_600;
const DAY = 24 * HOUR;
const seconds = NOW.getTime() / 1000;
const AT = NOW.toISOString();

const link = (more: Partial<CredentialLink> = {}): CredentialLink => ({
  purpose: 'credential',
  linkId: 'c'.repeat(32),
  expiresAt: seconds + HOUR,
  cycleId: '2026-12-07-admin-monthly',
  tenantId: 'tenant',
  accountId: 'account',
  rotationId: 'rotation',
  userPrincipalName: 'ops@contoso.example',
  tenantDisplayName: 'Contoso Ltd',
  versionId: 'version',
  recipientObjectId: 'ada',
  approvedBy: 'Ada Lindqvist',
  resetAt: AT,
  number: 0,
  state: { status: 'ready' },
  ...more,
});
const revealed = { status: 'revealed', at: AT, address: '203.0.113.7' } as const;
const stored = { ...revealed, storedAt: AT };
const revoked = { status: 'revoked', at: AT } as const;
const expired = { expiresAt: seconds - 1 };

test('a link is over at the second of its expiry', () => {
  expect(isOver(link({ expiresAt: seconds + 1 }), NOW)).toBe(false);
  expect(isOver(link({ expiresAt: seconds }), NOW)).toBe(true);
});

test('a password waits until it is stored, or its link is revoked', () => {
  expect([{ status: 'ready' } as const, revealed, stored, revoked].map((state) => isOpen({ state }))).toEqual([
    true,
    true,
    false,
    false,
  ]);
});

test('who has a link is named, and in older rows is who approved', () => {
  expect(recipientOf(link())).toEqual({ objectId: 'ada', name: 'Ada Lindqvist' });
  expect(recipientOf(link({ recipientName: 'Bruno' }))).toEqual({ objectId: 'ada', name: 'Bruno' });
});

test('a link that another one replaced tells by which, and whose that is where it is another person', () => {
  const renewed = link({ linkId: 'd'.repeat(32) });
  expect(replacedBy(renewed, link(), AT)).toEqual({ ...revoked, renewedAs: renewed.linkId });
  const handed = { ...renewed, recipientObjectId: 'bruno', recipientName: 'Bruno' };
  expect(replacedBy(handed, link(), AT)).toEqual({
    ...revoked,
    renewedAs: renewed.linkId,
    handedTo: { objectId: 'bruno', name: 'Bruno' },
  });
});

describe('a link may be renewed', () => {
  test.each<[string, Partial<CredentialLink>, boolean]>([
    ['while it is open: no', {}, false],
    ['once it expired', expired, true],
    ['after it was opened', { state: revealed }, true],
    ['after it was opened and expired', { ...expired, state: revealed }, true],
    ['once the password is stored: no', { state: stored }, false],
    ['once it is revoked: no', { state: revoked }, false],
    ['a second time', { ...expired, number: 1 }, true],
    ['a third time: no', { ...expired, number: 2 }, false],
    ['for a week after its expiry', { expiresAt: seconds - 7 * DAY }, true],
    ['later: no', { expiresAt: seconds - 7 * DAY - 1 }, false],
    ['later, opened: no', { expiresAt: seconds - 7 * DAY - 1, state: revealed }, false],
  ])('%s', (_, more, may) => {
    expect(mayRenew(link(more), NOW)).toBe(may);
  });
});

describe('a grant may be handed over', () => {
  test.each<[string, Partial<CredentialLink>, boolean]>([
    ['while nobody has opened it', {}, true],
    ['when it expired', expired, true],
    ['not when it expired and cannot be renewed', { ...expired, number: 2 }, false],
    ['not when it expired long ago', { expiresAt: seconds - 8 * DAY }, false],
    ['whatever its number while it is open', { number: 2 }, true],
    ['not once it was opened', { state: revealed }, false],
    ['not once it was opened and stored', { state: stored }, false],
    ['not once it was revoked', { state: revoked }, false],
    ['not while a further link is asked for', { state: { status: 'ready', askedAt: AT } }, false],
    ['up to the last time', { handOvers: MOST_HAND_OVERS - 1 }, true],
    ['not without end', { handOvers: MOST_HAND_OVERS }, false],
  ])('%s', (_, more, may) => {
    expect(mayBeHandedOver(link(more), NOW)).toBe(may);
  });
});

test.each([
  ['ready', { status: 'ready' } as const, false],
  ['opened', revealed, false],
  ['revoked', revoked, true],
  ['replaced', { ...revoked, renewedAs: 'd' }, false],
  ['superseded', { ...revoked, supersededBy: 'r' }, false],
])('a link that is %s was reported: %p', (_, state, reported) => {
  expect(isReported(link({ state }))).toBe(reported);
});

const contoso = { name: 'contoso', displayName: 'Contoso Ltd' };
const technician = { objectId: 'bruno', tenants: ['contoso'], ownAccounts: [] };

test('who decides for the tenant and does not own the account may have the password', () => {
  expect(mayCollect(technician, link(), contoso)).toBe(true);
  expect(mayCollect({ ...technician, tenants: ['fabrikam'] }, link(), contoso)).toBe(false);
  expect(mayCollect({ ...technician, tenants: [], standsInFor: 'all' }, link(), contoso)).toBe(true);
  expect(mayCollect({ ...technician, ownAccounts: ['ops@contoso.example'] }, link(), contoso)).toBe(false);
  expect(mayCollect({ ...technician, ownAccounts: ['account'] }, link(), contoso)).toBe(false);
});

test('a recipient has left who is no technician any more, or not for this tenant', () => {
  const ada = { ...technician, objectId: 'ada' };
  expect(isAbandoned(link(), contoso, [technician, ada])).toBe(false);
  expect(isAbandoned(link(), contoso, [technician])).toBe(true);
  expect(isAbandoned(link(), contoso, [{ ...ada, tenants: ['fabrikam'] }])).toBe(true);
});

test.each<[string, Partial<CredentialLink>, boolean]>([
  ['with more than a quarter of its life', { expiresAt: seconds + 18 * HOUR + 1 }, false],
  ['with a quarter', { expiresAt: seconds + 18 * HOUR }, true],
  ['with a second', { expiresAt: seconds + 1 }, true],
  ['that is over', { expiresAt: seconds }, false],
  ['that was opened', { state: revealed }, false],
])('a last call is made for a link %s: %p', (_, more, needed) => {
  expect(needsLastCall(link(more), 72, NOW)).toBe(needed);
});
