import { describe, expect, test } from '@jest/globals';
import {
  type CurrentPassword,
  changeOfSomebodyElse,
  isDue,
  provenResetOf,
} from '../../../../lambda/domain/credential/changed-elsewhere.ts';
import { inState, states } from '../rotation/rotations.ts';

const NOW = new Date('2026-12-09T06:00:00.000Z');
const current = (reset: Partial<CurrentPassword['reset']> = {}): CurrentPassword => ({
  tenantId: 'tenant',
  accountId: 'account',
  versionId: 'version',
  reset: {
    cycleId: 'cycle',
    rotationId: 'rotation',
    userPrincipalName: 'svc-backup@contoso.example',
    class: 'service',
    tenantDisplayName: 'Contoso',
    passwordChangedAt: '2026-12-07T08:00:00Z',
    attemptedAt: '2026-12-07T07:59:58.000Z',
    ...reset,
  },
});

describe('a change by somebody else', () => {
  test('is told with everything that names it', () => {
    expect(changeOfSomebodyElse(current(), '2026-12-08T11:22:33Z', NOW)).toEqual({
      tenantId: 'tenant',
      accountId: 'account',
      versionId: 'version',
      cycleId: 'cycle',
      rotationId: 'rotation',
      userPrincipalName: 'svc-backup@contoso.example',
      class: 'service',
      tenantDisplayName: 'Contoso',
      passwordChangedAt: '2026-12-07T08:00:00Z',
      changedAt: '2026-12-08T11:22:33.000Z',
      seenAt: NOW.toISOString(),
    });
  });

  test.each([
    ['our own reset', '2026-12-07T08:00:00Z'],
    ['what was before it, which a slow replica still shows', '2026-09-01T08:00:00Z'],
    ['the same stored password, applied once more', '2026-12-07T08:00:40Z'],
    ['the last instant at which a request of ours can take effect', '2026-12-07T08:14:58Z'],
    ['nothing', undefined],
    ['no instant', 'yesterday'],
    ['an empty text', ''],
  ])('is not seen in %s', (_, shown) => {
    expect(changeOfSomebodyElse(current(), shown, NOW)).toBeUndefined();
  });

  test('is seen from the next second on', () => {
    expect(changeOfSomebodyElse(current(), '2026-12-07T08:14:59Z', NOW)).toBeDefined();
  });

  test('is later than our reset as the directory shows it, however early the attempt', () => {
    const slow = current({ passwordChangedAt: '2026-12-07T09:00:00Z' });
    expect(changeOfSomebodyElse(slow, '2026-12-07T09:00:00Z', NOW)).toBeUndefined();
    expect(changeOfSomebodyElse(slow, '2026-12-07T09:00:01Z', NOW)).toBeDefined();
  });

  test('is not said where our own instants cannot be read', () => {
    expect(changeOfSomebodyElse(current({ passwordChangedAt: '?' }), '2026-12-08T00:00:00Z', NOW)).toBeUndefined();
    expect(changeOfSomebodyElse(current({ attemptedAt: '?' }), '2026-12-08T00:00:00Z', NOW)).toBeUndefined();
  });

  test('is compared with what a rotation knows when its password becomes current', () => {
    const rotation = { ...inState(states.current), state: states.current };
    expect(provenResetOf(rotation)).toEqual({
      cycleId: rotation.cycleId,
      rotationId: rotation.rotationId,
      userPrincipalName: rotation.account.userPrincipalName,
      class: rotation.account.class,
      tenantDisplayName: rotation.tenantDisplayName,
      passwordChangedAt: states.current.passwordChangedAt,
      attemptedAt: states.current.attemptedAt,
    });
  });
});

describe('a tenant is compared', () => {
  const last = (at: string) => ({ tenantId: 'tenant', at });
  test.each([
    ['that never was', undefined, true],
    ['a day after the last time', last('2026-12-08T06:00:00.000Z'), true],
    ['23.5 hours after it, so that an hourly run does not drift', last('2026-12-08T06:30:00.000Z'), true],
    ['not a moment sooner', last('2026-12-08T06:30:00.001Z'), false],
    ['not twice within an hour', last('2026-12-09T05:00:00.000Z'), false],
  ])('%s', (_, before, due) => {
    expect(isDue(before, NOW)).toBe(due);
  });
});
