import { describe, expect, test } from '@jest/globals';
import {
  exposureOf,
  isDueAfterReveal,
  isStillCurrent,
  staysOnRecord,
} from '../../../../lambda/domain/credential/exposure.ts';
import type { CredentialLink } from '../../../../lambda/domain/credential/link.ts';

const link: CredentialLink = {
  purpose: 'credential',
  linkId: 'c'.repeat(32),
  expiresAt: 1_796_800_000,
  cycleId: '2026-12-07-admin-monthly',
  tenantId: 't',
  accountId: 'a',
  rotationId: 'r',
  userPrincipalName: 'ops@contoso.example',
  tenantDisplayName: 'Contoso Ltd',
  versionId: 'v1',
  recipientObjectId: 'ada-id',
  approvedBy: 'Bruno Okafor',
  resetAt: '2026-12-07T08:10:00Z',
  number: 0,
  state: { status: 'ready' },
};
const SEEN = '2026-12-07T09:00:00.000Z';

describe('a claimed view', () => {
  test('exposes the password to its recipient', () => {
    expect(exposureOf({ ...link, recipientName: 'Ada Lindqvist' }, SEEN)).toEqual({
      technicianObjectId: 'ada-id',
      technicianName: 'Ada Lindqvist',
      cycleId: '2026-12-07-admin-monthly',
      tenantId: 't',
      accountId: 'a',
      rotationId: 'r',
      userPrincipalName: 'ops@contoso.example',
      tenantDisplayName: 'Contoso Ltd',
      versionId: 'v1',
      resetAt: '2026-12-07T08:10:00Z',
      seenAt: SEEN,
      linkFingerprint: expect.stringMatching(/^[0-9a-f]{12}$/),
    });
  });

  test('exposes it to who approved, where the link names nobody else', () => {
    expect(exposureOf(link, SEEN)).toMatchObject({ technicianName: 'Bruno Okafor' });
  });
});

describe('an exposure', () => {
  test('lasts while its version is the one that was made current last', () => {
    expect(isStillCurrent({ versionId: 'v1' }, 'v1')).toBe(true);
    expect(isStillCurrent({ versionId: 'v1' }, 'v2')).toBe(false);
  });

  test('lasts where no version is on record as current', () => {
    expect(isStillCurrent({ versionId: 'v1' }, undefined)).toBe(true);
  });
});

describe('what a person saw before stays on record', () => {
  const at = (versionId: string, resetAt = '2026-12-07T08:10:00Z') => ({ versionId, resetAt });

  test('when the same password is seen again', () => {
    expect(staysOnRecord(at('v1'), at('v1'), 'v1')).toBe(true);
    expect(staysOnRecord(at('v1'), at('v1'), 'v2')).toBe(true);
    expect(staysOnRecord(at('v1'), at('v1'), undefined)).toBe(true);
  });

  test('when it is current and the other one is not, whatever clocks say', () => {
    expect(staysOnRecord(at('v2'), at('v1', '2026-12-07T09:10:00Z'), 'v2')).toBe(true);
  });

  test('and otherwise makes room', () => {
    expect(staysOnRecord(at('v1', '2026-12-07T09:10:00Z'), at('v2'), 'v2')).toBe(false);
    expect(staysOnRecord(at('v1'), at('v2'), 'v3')).toBe(false);
  });

  test('where nothing is on record as current, when it was reset later', () => {
    expect(staysOnRecord(at('v2', '2026-12-07T08:10:01Z'), at('v1'), undefined)).toBe(true);
    expect(staysOnRecord(at('v2'), at('v1'), undefined)).toBe(false);
    expect(staysOnRecord(at('v1'), at('v2', '2026-12-07T08:10:01Z'), undefined)).toBe(false);
  });
});

describe('a rotation is proposed after a reveal', () => {
  const rule = { adminHours: 8, serviceHours: 24 };
  const due = (of: 'admin' | 'service', now: string, given: object = rule) =>
    isDueAfterReveal({ seenAt: SEEN }, of, given, new Date(now));

  test('after the hours of its class, to the millisecond', () => {
    expect(due('admin', '2026-12-07T16:59:59.999Z')).toBe(false);
    expect(due('admin', '2026-12-07T17:00:00.000Z')).toBe(true);
    expect(due('service', '2026-12-08T08:59:59.999Z')).toBe(false);
    expect(due('service', '2026-12-08T09:00:00.000Z')).toBe(true);
  });

  test('never, where the estate names no hours for the class', () => {
    expect(due('admin', '2030-01-01T00:00:00.000Z', { serviceHours: 1 })).toBe(false);
    expect(due('service', '2030-01-01T00:00:00.000Z', { adminHours: 1 })).toBe(false);
    expect(due('service', '2030-01-01T00:00:00.000Z', {})).toBe(false);
  });
});
