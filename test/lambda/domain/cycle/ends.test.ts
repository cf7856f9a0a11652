import { describe, expect, test } from '@jest/globals';
import type { TenantInCycle } from '../../../../lambda/domain/cycle/cycle.ts';
import { endsMoved, endsOf } from '../../../../lambda/domain/cycle/ends.ts';
import { inState, states } from '../rotation/rotations.ts';

const tenant: TenantInCycle = {
  cycleId: 'cycle',
  tenantId: 'tenant',
  displayName: 'Contoso Ltd',
  status: 'discovered',
  accountsSeen: 9,
  excluded: {},
  rotations: 5,
  openCount: 0,
};

test('a tenant that counts nothing has none at any end, and never fewer than none', () => {
  const none = { rotated: 0, failed: 0, uncertain: 0, rejected: 0, expired: 0 };
  expect(endsOf(tenant)).toEqual(none);
  expect(endsOf({ ...tenant, failed: -1, rotated: 3, uncertain: 1, rejected: 2, expired: 4 })).toEqual({
    rotated: 3,
    failed: 0,
    uncertain: 1,
    rejected: 2,
    expired: 4,
  });
});

describe('a change', () => {
  const open = (state: Parameters<typeof inState>[0]) => ({ ...inState(state), closed: false });
  const closed = (state: Parameters<typeof inState>[0]) => ({ ...inState(state), closed: true });

  test('to an end that its workflow has recorded is counted there', () => {
    expect(endsMoved(open(states.delivered), closed(states.rotated))).toEqual({ rotated: 1 });
    expect(endsMoved(open(states.rejected), closed(states.rejected))).toEqual({ rejected: 1 });
  });

  test('to an end that its workflow has not recorded yet is not', () => {
    expect(endsMoved(open(states.awaiting), open(states.rejected))).toEqual({});
  });

  test('from an end takes it away, and leads to another one', () => {
    expect(endsMoved(closed(states.uncertain), closed(states.maybeApplied))).toEqual({ uncertain: -1 });
    expect(endsMoved(closed(states.uncertain), closed(states.rotated))).toEqual({ uncertain: -1, rotated: 1 });
  });

  test('that leaves the end, or that comes between ends, counts nothing', () => {
    expect(endsMoved(closed(states.uncertain), closed(states.uncertain))).toEqual({});
    expect(endsMoved(closed(states.staged), closed(states.applied))).toEqual({});
  });
});
