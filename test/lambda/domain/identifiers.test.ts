import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import {
  CYCLE_ID_PATTERN,
  cycleIdOf,
  dryRunIdOf,
  fingerprintOf,
  onDemandIdOf,
  periodOf,
  rotationIdOf,
  versionIdOf,
} from '../../../lambda/domain/identifiers.ts';

/** Ids are in tables, addresses and names of executions: a release that computes others would do everything twice. */
describe('ids never change', () => {
  const CYCLE = '2026-12-07-admin-monthly';

  test('of a rotation', () => {
    const key = { cycleId: CYCLE, tenantId: 'tenant', accountId: 'account' };
    expect(rotationIdOf(key)).toBe('b84dfd33cf67e777d47e136d8de38e3d');
  });

  test('of the version that it stages: its own id, and another one for each that was given up', () => {
    expect(versionIdOf('r', 0, 0)).toBe('r');
    expect(versionIdOf('r', 1, 0)).toBe('55e2c6638c84d89a3ca90cafea9d39b9');
    expect(versionIdOf('r', 0, 1)).toBe('d189d481b428c94523177a1d02e8281b');
  });

  test('of a link, where it is not to be told', () => expect(fingerprintOf('link')).toBe('b1b1bdb480c6'));

  test('of a dry run', () => expect(dryRunIdOf(CYCLE, 'execution')).toBe(`${CYCLE}-dry-a402c433`));

  test('of a cycle that is started by hand', () => {
    const only = { tenantIds: ['b', 'a'], accountIds: ['y', 'x'] };
    expect(onDemandIdOf(CYCLE, only, 'first')).toBe(`${CYCLE}-now-f20951c9`);
  });
});

describe('a cycle', () => {
  test.each([
    ['2026-12-07T04:00:00.000Z', 'Europe/Berlin', '2026-12-07-admin-monthly'],
    ['2026-12-06T16:00:00.000Z', 'Pacific/Auckland', '2026-12-07-admin-monthly'],
    ['2026-12-07T04:00:00.000Z', 'America/New_York', '2026-12-06-admin-monthly'],
    ['2027-01-03T05:00:00.000Z', 'UTC', '2027-01-03-admin-monthly'],
  ])('that is due at %s is of the day that it is in %s: %s', (instant, timeZone, id) => {
    expect(cycleIdOf('admin-monthly', new Date(instant), timeZone)).toBe(id);
  });

  test('is filed under its month', () => expect(periodOf('2026-12-07-admin-monthly')).toBe('2026-12'));

  test.each([
    '2026-12-07-a',
    '2026-12-07-admin-monthly',
    '2026-12-07-a9-now-f20951c9',
    `2026-12-07-a${'b'.repeat(40)}`,
  ])('%s may be in an address', (id) => expect(id).toMatch(CYCLE_ID_PATTERN));

  test.each([
    '',
    '2026-12-07',
    '2026-12-07-',
    '2026-12-07-9a',
    '2026-12-07-Admin',
    '2026-12-07-a_b',
    '2026-12-07-a/..',
    '2026-12-07-a\n',
    'x2026-12-07-a',
    '/2026-12-07-a',
    '026-12-07-a',
    '2026-1-07-a',
    '2026-12-7-a',
    'yyyy-12-07-a',
    '2026-mm-07-a',
    '2026-12-dd-a',
    `2026-12-07-a${'b'.repeat(41)}`,
  ])('%j may not', (id) => expect(id).not.toMatch(CYCLE_ID_PATTERN));
});

describe('ids tell apart what differs, and only that', () => {
  const part = fc.stringMatching(/^[a-z0-9-]{1,8}$/);

  test('a rotation is one account in one tenant in one cycle', () => {
    const key = fc.record({ cycleId: part, tenantId: part, accountId: part });
    fc.assert(
      fc.property(key, key, (one, other) => {
        const isSame =
          one.cycleId === other.cycleId && one.tenantId === other.tenantId && one.accountId === other.accountId;
        expect(rotationIdOf(one) === rotationIdOf(other)).toBe(isSame);
        expect(rotationIdOf(one)).toMatch(/^[0-9a-f]{32}$/);
      }),
    );
  });

  test('no two of its versions have one id, and each is long enough for a client request token', () => {
    const id = 'f'.repeat(32);
    const counts = [0, 1, 2, 3, 11];
    const ids = counts.flatMap((reopened) => counts.map((replaced) => versionIdOf(id, reopened, replaced)));
    expect(new Set(ids).size).toBe(ids.length);
    for (const each of ids) expect(each).toMatch(/^[0-9a-f]{32}$/);
  });

  test('the same tenants and accounts make one cycle by hand, in whatever order they are named', () => {
    const named = fc.uniqueArray(part, { maxLength: 4 });
    fc.assert(
      fc.property(named, named, part, (tenantIds, accountIds, request) => {
        const id = onDemandIdOf('c', { tenantIds, accountIds }, request);
        const turned = { tenantIds: tenantIds.toReversed(), accountIds: accountIds.toReversed() };
        expect(onDemandIdOf('c', turned, request)).toBe(id);
        expect(onDemandIdOf('c', { tenantIds, accountIds }, `${request}2`)).not.toBe(id);
        expect(onDemandIdOf('c', { tenantIds: [...tenantIds, 'another-one'], accountIds }, request)).not.toBe(id);
        expect(onDemandIdOf('c', { tenantIds, accountIds: [...accountIds, 'another-one'] }, request)).not.toBe(id);
        expect(id).toMatch(/^c-now-[0-9a-f]{8}$/);
      }),
    );
  });

  test('each execution of a dry run has one of its own', () => {
    expect(dryRunIdOf('c', 'one')).not.toBe(dryRunIdOf('c', 'other'));
    expect(dryRunIdOf('c', 'one')).toMatch(/^c-dry-[0-9a-f]{8}$/);
  });
});
