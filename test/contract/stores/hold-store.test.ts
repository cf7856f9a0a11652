import { expect, test } from '@jest/globals';
import type { Release } from '../../../lambda/domain/cycle/hold.ts';
import { actionsOf, describeStores, type Stores } from './stores.ts';
import { ANOTHER_TENANT, cycle, cycleId, fact, NOW, TENANT_CHAIN, tenantId } from './values.ts';

const held = { tenantId, class: 'admin' } as const;
const release: Release = {
  at: NOW.toISOString(),
  by: { kind: 'operator', name: 'arn:aws:iam::123456789012:user/ada' },
  reason: 'looked at it',
  afterDryRun: '2026-12-01-admin-monthly-dry-0a1b2c3d',
};
const released = fact({ action: 'hold.released', cycleId: undefined, accountId: undefined });

async function dryRun(stores: Stores, more: { readonly dryRunOf?: 'admin' }): Promise<void> {
  const opened = fact({ action: 'cycle.opened', tenantId: undefined, accountId: undefined });
  await stores.cycles.open({ ...cycle, dryRun: true }, [{ tenantId, displayName: 'Contoso Ltd' }], opened);
  const found = { cycleId, tenantId, accountsSeen: 1, excludedCounts: {}, problems: [], ...more };
  const tenant = fact({ action: 'tenant.discovered', accountId: undefined });
  await stores.tenants.recordDryRun(found, [], [], { proposal: () => tenant, exclusion: () => tenant, tenant });
}

describeStores('a hold', (stores) => {
  test('is on while nothing is known of it', async () => {
    expect(await stores().holds.of([held])).toEqual([]);
    expect(await stores().holds.all()).toEqual([]);
  });

  test('is released once, for one tenant and class, with its record', async () => {
    expect(await stores().holds.release(held, release, released)).toBe('released');
    expect(await stores().holds.release(held, { ...release, reason: 'again' }, released)).toBe('already');
    const others = [
      { tenantId, class: 'service' },
      { tenantId: ANOTHER_TENANT, class: 'admin' },
    ] as const;
    expect(await stores().holds.of([held, ...others])).toEqual([{ ...held, released: release }]);
    expect(await stores().holds.all()).toEqual([{ ...held, released: release }]);
    expect(await actionsOf(stores(), TENANT_CHAIN)).toEqual(['hold.released']);
  });

  test('knows of the dry run that has read the whole tenant, before its release and after', async () => {
    await dryRun(stores(), { dryRunOf: 'admin' });
    const seen = { cycleId, at: NOW.toISOString() };
    expect(await stores().holds.of([held])).toEqual([{ ...held, dryRun: seen }]);
    await stores().holds.release(held, release, released);
    expect(await stores().holds.all()).toEqual([{ ...held, dryRun: seen, released: release }]);
  });

  test('knows of no dry run of some accounts alone', async () => {
    await dryRun(stores(), {});
    expect(await stores().holds.all()).toEqual([]);
  });

  test('of more tenants than one request reads', async () => {
    const many = Array.from({ length: 130 }, (_, n) => ({ tenantId: `tenant-${n}`, class: 'admin' as const }));
    const last = many.at(-1);
    if (last === undefined) throw new Error('there are some');
    await stores().holds.release(last, release, { ...released, tenantId: last.tenantId });
    expect(await stores().holds.of(many)).toEqual([{ ...last, released: release }]);
  });
});
