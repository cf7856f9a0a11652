import { expect, test } from '@jest/globals';
import type { TenantInCycle } from '../../../../lambda/domain/cycle/cycle.ts';
import { countLeftOut, countToRotate, totalsOf } from '../../../../lambda/domain/totals.ts';
import { inState, states } from '../rotation/rotations.ts';

const tenant = (more: Partial<TenantInCycle>): TenantInCycle => ({
  cycleId: '2026-12-07-admin-monthly',
  tenantId: '8a4c1f0e-3b52-4d67-9c1a-5e2f7b9d0c11',
  displayName: 'Contoso Ltd',
  status: 'closed',
  accountsSeen: 0,
  excluded: {},
  rotations: 0,
  openCount: 0,
  ...more,
});

test('adds up tenants, and what became of their rotations', () => {
  const rotations = [
    inState(states.rotated),
    inState({ ...states.rotated, linkId: undefined }),
    inState(states.failed),
    inState({ status: 'failed', reason: 'its cycle was closed first' }),
    inState(states.rejected),
    inState(states.expired),
    inState(states.uncertain),
  ];
  const tenants = [
    tenant({ accountsSeen: 12, excluded: { guest: 2, synced: 1 } }),
    tenant({ accountsSeen: 5, excluded: { guest: 1 }, status: 'failed' }),
    tenant({ status: 'discovered' }),
  ];
  expect(totalsOf(tenants, rotations)).toEqual({
    tenants: 3,
    tenantsFailed: 1,
    accountsSeen: 17,
    excluded: { guest: 3, synced: 1 },
    approved: 4,
    rejected: 1,
    expired: 1,
    rotated: 2,
    failed: 2,
    uncertain: 1,
    linksIssued: 1,
  });
});

test('nothing comes to nothing', () => {
  expect(Object.values(totalsOf([], [])).filter((each) => typeof each === 'number' && each !== 0)).toEqual([]);
  expect(totalsOf([], []).excluded).toEqual({});
});

test('an approval is counted while its rotation is under way, and a link as soon as it is made', () => {
  const under = (state: Parameters<typeof inState>[0]) => {
    const { approved, linksIssued } = totalsOf([], [inState(state)]);
    return [approved, linksIssued];
  };
  expect(under(states.awaiting)).toEqual([0, 0]);
  expect(under(states.approved)).toEqual([1, 0]);
  expect(under(states.current)).toEqual([1, 0]);
  expect(under(states.delivered)).toEqual([1, 1]);
  expect(under(states.rejected)).toEqual([0, 0]);
  expect(under(states.expired)).toEqual([0, 0]);
  expect(under({ status: 'failed', decision: undefined, reason: 'its cycle was closed first' })).toEqual([0, 0]);
});

test('to be rotated is who was seen and not left out', () => {
  expect(countLeftOut({ guest: 3, synced: 1 })).toBe(4);
  expect(countLeftOut({})).toBe(0);
  expect(countToRotate({ accountsSeen: 17, excluded: { guest: 3, synced: 1 } })).toBe(13);
});
