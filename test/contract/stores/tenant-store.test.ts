import { expect, test } from '@jest/globals';
import type { TenantInCycle } from '../../../lambda/domain/cycle/cycle.ts';
import { noTicket } from '../../../lambda/domain/cycle/ticket-progress.ts';
import { plannedAccount } from '../../../lambda/domain/plan/plan.ts';
import { actionsOf, describeStores, STALE, type Stores } from './stores.ts';
import {
  chainOf,
  cycleId,
  discover,
  discovered,
  discoveredCycle,
  excluded,
  fact,
  factsOfDiscovery,
  numbered,
  openCycle,
  TENANT_CHAIN,
  tenantId,
  waiting,
} from './values.ts';

const proposed = (n: number) => plannedAccount(numbered(n).account);

async function tenantIn({ cycles }: Stores): Promise<TenantInCycle> {
  const tenant = await cycles.findTenant(cycleId, tenantId);
  if (tenant === undefined) throw new Error('there is no tenant');
  return tenant;
}

describeStores('a discovery', (stores) => {
  test('is recorded with what it found, in the order of the accounts', async () => {
    await openCycle(stores());
    const found = [numbered(2), numbered(1)];
    expect(await discover(stores(), found, [excluded(9), excluded(8)])).toEqual([numbered(1), numbered(2)]);
    expect(await tenantIn(stores())).toEqual({
      cycleId,
      tenantId,
      displayName: 'Contoso Ltd',
      status: 'discovered',
      accountsSeen: 70,
      excluded: { guest: 2 },
      rotations: 2,
      openCount: 2,
      problems: ['no PIM'],
    });
    expect(await stores().tenants.exclusionsOf(cycleId, tenantId)).toEqual([excluded(8), excluded(9)]);
    expect(await stores().tenants.proposalsOf(cycleId, tenantId)).toEqual([]);
    expect(await actionsOf(stores(), TENANT_CHAIN)).toEqual(['tenant.discovered']);
    for (const { accountId } of found) {
      expect(await actionsOf(stores(), chainOf(accountId))).toEqual(['account.discovered']);
    }
    expect(await actionsOf(stores(), chainOf(excluded(9).accountId))).toEqual(['account.excluded']);
  });

  test('again: nothing is added, and what is there is told', async () => {
    await discoveredCycle(stores(), [numbered(1)]);
    expect(await discover(stores(), [numbered(1), numbered(2)], [excluded(9)])).toEqual([numbered(1)]);
    expect(await stores().tenants.exclusionsOf(cycleId, tenantId)).toEqual([]);
    expect(await tenantIn(stores())).toMatchObject({ rotations: 1, openCount: 1 });
    expect(await actionsOf(stores(), TENANT_CHAIN)).toEqual(['tenant.discovered']);
  });

  test('of a tenant that is not in the cycle records nothing', async () => {
    expect(await discover(stores(), [waiting], [excluded(9)])).toEqual([]);
    expect(await stores().rotations.find(waiting)).toBeUndefined();
    expect(await actionsOf(stores(), TENANT_CHAIN)).toEqual([]);
  });

  test('with a field that no rotation has is refused', async () => {
    await openCycle(stores());
    const surprising = { ...waiting, surprise: 1 };
    await expect(discover(stores(), [surprising])).rejects.toThrow(/surprise/);
    expect(await stores().rotations.ofTenant(cycleId, tenantId)).toEqual([]);
  });
});

describeStores('a dry run', (stores) => {
  const record = (numbers: readonly number[]) =>
    stores().tenants.recordDryRun(discovered, numbers.map(proposed), [excluded(9)], factsOfDiscovery);

  test('records what it would rotate, and opens nothing', async () => {
    await openCycle(stores(), { dryRun: true });
    await record([2, 1]);
    expect(await stores().tenants.proposalsOf(cycleId, tenantId)).toEqual([proposed(1), proposed(2)]);
    expect(await stores().tenants.exclusionsOf(cycleId, tenantId)).toEqual([excluded(9)]);
    expect(await tenantIn(stores())).toMatchObject({
      ...{ status: 'discovered', accountsSeen: 70, excluded: { guest: 2 }, problems: ['no PIM'] },
      ...{ rotations: 0, openCount: 0 },
    });
    expect(await stores().rotations.find(numbered(1))).toBeUndefined();
    expect(await stores().rotations.ofTenant(cycleId, tenantId)).toEqual([]);
    expect(await stores().rotations.openFor(tenantId)).toEqual([]);
    expect(await actionsOf(stores(), chainOf(numbered(1).accountId))).toEqual(['account.discovered']);
  });

  test('again: nothing is recorded twice', async () => {
    await openCycle(stores(), { dryRun: true });
    await record([1]);
    await record([1, 2]);
    expect(await stores().tenants.proposalsOf(cycleId, tenantId)).toEqual([proposed(1)]);
    expect(await actionsOf(stores(), TENANT_CHAIN)).toEqual(['tenant.discovered']);
  });

  test('keeps nothing that only guards look at', async () => {
    await openCycle(stores(), { dryRun: true });
    const whole = stores().tenants.recordDryRun(discovered, [numbered(1).account], [], factsOfDiscovery);
    await expect(whole).rejects.toThrow(/observed/);
  });
});

describeStores('a tenant of a cycle', (stores) => {
  const closing = fact({ action: 'tenant.closed', accountId: undefined });
  const failing = fact({ action: 'tenant.failed', accountId: undefined });
  const ticketing = fact({ action: 'ticket.created', accountId: undefined });

  test('is counted as done once; the token of its workflow and its ticket stay', async () => {
    await discoveredCycle(stores());
    await stores().wait({ cycleId, tenantId }, 'token-1');
    const tenant = await tenantIn(stores());
    await stores().tickets.save(noTicket(tenant), { ...noTicket(tenant), number: '4711' }, [ticketing]);
    const close = () => stores().tenants.close(tenant, 'no consent', failing);
    await Promise.all([close(), close()]);
    await close();
    expect(await tenantIn(stores())).toMatchObject({ status: 'failed', failure: 'no consent', ticket: '4711' });
    expect(await stores().cycles.waiting(cycleId)).toEqual({ openCount: 0 });
    expect(await stores().tenants.waiting(cycleId, tenantId)).toEqual({ openCount: 1, taskToken: 'token-1' });
    expect(await actionsOf(stores(), TENANT_CHAIN)).toEqual(['tenant.discovered', 'ticket.created', 'tenant.failed']);
  });

  test('without a failure is closed, and tells none', async () => {
    await discoveredCycle(stores());
    await stores().tenants.close(await tenantIn(stores()), undefined, closing);
    const { status, failure } = await tenantIn(stores());
    expect([status, failure]).toEqual(['closed', undefined]);
  });

  test('that moved on since it was read is not closed', async () => {
    await openCycle(stores());
    const pending = await tenantIn(stores());
    await discover(stores(), [waiting]);
    await expect(stores().tenants.close(pending, undefined, closing)).rejects.toMatchObject(STALE);
    expect(await tenantIn(stores())).toMatchObject({ status: 'discovered' });
    expect(await stores().cycles.waiting(cycleId)).toEqual({ openCount: 1 });
  });

  test('that is not in the cycle is not closed', async () => {
    await openCycle(stores());
    const other = { ...(await tenantIn(stores())), tenantId: 'other' };
    await expect(stores().tenants.close(other, undefined, closing)).rejects.toMatchObject(STALE);
    expect(await stores().cycles.tenantsOf(cycleId)).toHaveLength(1);
    expect(await stores().cycles.waiting(cycleId)).toEqual({ openCount: 1 });
  });

  test('that is not there waits for nothing', async () => {
    expect(await stores().tenants.waiting(cycleId, tenantId)).toEqual({ openCount: 0 });
    expect(await stores().tenants.exclusionsOf(cycleId, tenantId)).toEqual([]);
    expect(await stores().tenants.proposalsOf(cycleId, tenantId)).toEqual([]);
  });
});
