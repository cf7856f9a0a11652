import { expect, test } from '@jest/globals';
import { actionsOf, describeStores, STALE } from './stores.ts';
import {
  ANOTHER_TENANT,
  cycle,
  cycleId,
  discover,
  ESTATE_CHAIN,
  fact,
  NOW,
  openCycle,
  tenantId,
  totals,
  waiting,
} from './values.ts';

const digest = {
  approvers: [{ objectId: 'ada', name: 'Ada Lindqvist', approved: 3, together: 1 }],
  byTwo: 1,
  ages: { oldestBefore: '2025-01-01T00:00:00.000Z', unknown: 1 },
  oldLeftOut: 2,
};
const closing = fact({ action: 'cycle.closed', tenantId: undefined, accountId: undefined });

describeStores('cycles', (stores) => {
  test('one execution has a cycle; a repeated run of it goes on', async () => {
    expect(await openCycle(stores())).toBe('opened');
    expect(await openCycle(stores())).toBe('resumed');
    expect(await openCycle(stores(), { executionId: 'execution-2' })).toBe('already-open');
    expect(await actionsOf(stores(), ESTATE_CHAIN)).toEqual(['cycle.opened']);
    expect(await stores().cycles.find(cycleId)).toEqual(cycle);
  });

  test('two at the same moment: one of them', async () => {
    const both = await Promise.all([openCycle(stores()), openCycle(stores(), { executionId: 'execution-2' })]);
    expect(both.sort()).toEqual(['already-open', 'opened']);
  });

  test('all that is known of one comes back', async () => {
    const more = { only: { tenantIds: [tenantId], accountIds: [] }, portalUrl: 'https://portal', dryRun: true };
    await openCycle(stores(), more);
    expect(await stores().cycles.find(cycleId)).toEqual({ ...cycle, ...more });
  });

  test('tenants begin as pending, in the order of their ids, and each counts as open', async () => {
    await openCycle(stores(), {}, [ANOTHER_TENANT, tenantId]);
    const counts = { accountsSeen: 0, excluded: {}, rotations: 0, openCount: 0 };
    const pending = { cycleId, displayName: 'Contoso Ltd', status: 'pending', ...counts };
    expect(await stores().cycles.tenantsOf(cycleId)).toEqual([
      { ...pending, tenantId },
      { ...pending, tenantId: ANOTHER_TENANT },
    ]);
    expect(await stores().cycles.findTenant(cycleId, tenantId)).toEqual({ ...pending, tenantId });
    expect(await stores().cycles.waiting(cycleId)).toEqual({ openCount: 2 });
  });

  test('a run that goes on adds tenants that are missing, and leaves the others as they are', async () => {
    await openCycle(stores());
    await discover(stores(), [waiting]);
    expect(await openCycle(stores(), {}, [tenantId, ANOTHER_TENANT])).toBe('resumed');
    expect(await stores().cycles.tenantsOf(cycleId)).toMatchObject([{ status: 'discovered' }, { status: 'pending' }]);
    expect(await stores().cycles.waiting(cycleId)).toEqual({ openCount: 2 });
  });

  test('a run that goes on waits for the tenants that it lists, unless the workflow waits already', async () => {
    await openCycle(stores(), {}, [tenantId, ANOTHER_TENANT]);
    await openCycle(stores());
    expect(await stores().cycles.waiting(cycleId)).toEqual({ openCount: 1 });
    await stores().wait({ cycleId }, 'token-1');
    await openCycle(stores(), {}, [tenantId, ANOTHER_TENANT]);
    expect(await stores().cycles.waiting(cycleId)).toEqual({ openCount: 1, taskToken: 'token-1' });
    expect(await stores().cycles.find(cycleId)).toEqual(cycle);
  });

  test('more tenants than are counted: each can be closed all the same', async () => {
    await openCycle(stores());
    await stores().wait({ cycleId }, 'token-1');
    await openCycle(stores(), {}, [tenantId, ANOTHER_TENANT]);
    for (const each of await stores().cycles.tenantsOf(cycleId)) await stores().tenants.close(each, 'late', closing);
    expect(await stores().cycles.tenantsOf(cycleId)).toMatchObject([{ status: 'failed' }, { status: 'failed' }]);
    expect(await stores().cycles.waiting(cycleId)).toMatchObject({ openCount: 0 });
  });

  test('the newest come first, by when they were opened and not by their ids', async () => {
    const opened = [
      ['2027-01-04-admin-monthly-dry-run', '2026-12-01T09:00:00.000Z'],
      ['2026-12-07-admin-monthly', '2026-12-07T04:00:00.000Z'],
      ['2026-12-09-admin-monthly-ab12', '2026-12-09T10:00:00.000Z'],
      ['2026-12-07-service-quarterly', '2026-12-07T04:00:00.000Z'],
    ] as const;
    for (const [each, openedAt] of opened) await openCycle(stores(), { cycleId: each, openedAt });
    const newest = await stores().cycles.latest(2);
    expect(newest.map((each) => each.cycleId)).toEqual([
      '2026-12-09-admin-monthly-ab12',
      '2026-12-07-service-quarterly',
    ]);
    // The list goes on where it ended, also between two that were opened at the same instant.
    expect((await stores().cycles.latest(9, newest.at(-1))).map((each) => each.cycleId)).toEqual([
      '2026-12-07-admin-monthly',
      '2027-01-04-admin-monthly-dry-run',
    ]);
  });

  test('the newest are told as they are now', async () => {
    await openCycle(stores());
    await stores().cycles.close(cycle, { totals, digest }, closing);
    expect(await stores().cycles.latest(1)).toMatchObject([{ cycleId, status: 'closed', totals }]);
  });

  test('that are not there', async () => {
    expect(await stores().cycles.find(cycleId)).toBeUndefined();
    expect(await stores().cycles.findTenant(cycleId, tenantId)).toBeUndefined();
    expect(await stores().cycles.tenantsOf(cycleId)).toEqual([]);
    expect(await stores().cycles.latest(5)).toEqual([]);
    expect(await stores().cycles.waiting(cycleId)).toEqual({ openCount: 0 });
  });

  test('tell the token that their workflow waits on', async () => {
    await openCycle(stores());
    await stores().wait({ cycleId }, 'token-1');
    expect(await stores().cycles.waiting(cycleId)).toEqual({ openCount: 1, taskToken: 'token-1' });
    expect(await stores().cycles.find(cycleId)).toEqual(cycle);
  });

  test('are closed once', async () => {
    await openCycle(stores());
    await stores().cycles.close(cycle, { totals, digest }, closing);
    await stores().cycles.close(
      cycle,
      { totals: { ...totals, rotated: 9 }, digest, failure: 'late' },
      { ...closing, time: 'later' },
    );
    expect(await stores().cycles.find(cycleId)).toEqual({
      ...cycle,
      status: 'closed',
      closedAt: NOW.toISOString(),
      totals,
      digest,
    });
    expect(await actionsOf(stores(), ESTATE_CHAIN)).toEqual(['cycle.opened', 'cycle.closed']);
  });

  test('are sealed once, after they were closed', async () => {
    await openCycle(stores());
    const sealing = { ...closing, action: 'cycle.sealed' } as const;
    const seal = { hash: 'a'.repeat(64), number: 12, chains: 7 };
    await expect(stores().cycles.recordSeal(cycleId, seal, sealing)).rejects.toMatchObject(STALE);
    await stores().cycles.close(cycle, { totals, digest }, closing);
    await stores().cycles.recordSeal(cycleId, seal, sealing);
    await stores().cycles.recordSeal(cycleId, { ...seal, chains: 8 }, sealing);
    expect(await stores().cycles.find(cycleId)).toMatchObject({ status: 'closed', seal, digest });
    expect(await actionsOf(stores(), ESTATE_CHAIN)).toEqual(['cycle.opened', 'cycle.closed', 'cycle.sealed']);
  });

  test('are said to have no seal once, and have none then', async () => {
    await openCycle(stores());
    const unsealed = { ...closing, action: 'cycle.sealed', outcome: 'failed' } as const;
    await expect(stores().cycles.recordUnsealed(cycleId, 'x', unsealed)).rejects.toMatchObject(STALE);
    await stores().cycles.close(cycle, { totals, digest }, closing);
    await stores().cycles.recordUnsealed(cycleId, 'not archived', unsealed);
    await stores().cycles.recordUnsealed(cycleId, 'again', unsealed);
    await stores().cycles.recordSeal(cycleId, { hash: 'a'.repeat(64), number: 1, chains: 7 }, unsealed);
    const found = await stores().cycles.find(cycleId);
    expect(found).toMatchObject({ status: 'closed', unsealed: 'not archived' });
    expect(found).not.toHaveProperty('seal');
    expect(await actionsOf(stores(), ESTATE_CHAIN)).toEqual(['cycle.opened', 'cycle.closed', 'cycle.sealed']);
  });

  test('are closed as failed, with the reason', async () => {
    await openCycle(stores());
    await stores().cycles.close(cycle, { totals, digest, failure: 'Unheard: of' }, closing);
    expect(await stores().cycles.find(cycleId)).toMatchObject({ status: 'closed', failure: 'Unheard: of' });
  });

  test('that do not exist are not closed', async () => {
    await expect(stores().cycles.close(cycle, { totals, digest }, closing)).rejects.toMatchObject(STALE);
    expect(await stores().cycles.find(cycleId)).toBeUndefined();
    expect(await actionsOf(stores(), ESTATE_CHAIN)).toEqual([]);
  });
});
