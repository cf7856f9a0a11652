import type { EstateTenant } from '../../../../config/estate.ts';
import type { Rotation } from '../../../../lambda/domain/rotation/rotation.ts';
import { account, CYCLE, estate, rotation, World } from '../portal-world.ts';
import { wholePortal } from '../whole-portal.ts';

/** Many tenants with many accounts, all of them Ada's. */

const [example] = estate.tenants;

const tenantNumber = (n: number): EstateTenant => {
  if (example === undefined) throw new Error('the example has tenants');
  const number = String(n).padStart(3, '0');
  return {
    ...example,
    name: `tenant-${number}`,
    displayName: `Customer ${number} and Partners Ltd`,
    tenantId: `00000000-0000-4000-8000-000000000${number}`,
    askTogether: false,
  };
};

export interface Many {
  readonly world: World;
  readonly tenants: readonly EstateTenant[];
  readonly rotations: readonly Rotation[];
}

export function many(tenantCount: number, accountsEach: number): Many {
  const tenants = Array.from({ length: tenantCount }, (_, n) => tenantNumber(n));
  const rotations = tenants.flatMap(({ tenantId, displayName, name }) =>
    Array.from({ length: accountsEach }, (_, n) =>
      rotation(`${name}-${n}`, { tenantId, tenantDisplayName: displayName, account: account(`admin-${n}-${name}`) }),
    ),
  );
  const world = new World(rotations);
  world.estate = { ...estate, tenants };
  const [row] = world.tables.tenantRows.values();
  if (row === undefined) throw new Error('the world has a tenant');
  world.tables.tenantRows.clear();
  for (const { tenantId, displayName } of tenants) {
    world.tables.tenantRows.set(`${CYCLE}/${tenantId}`, { ...row, tenantId, displayName, rotations: accountsEach });
  }
  return { world, tenants, rotations };
}

/** The pages over the tables alone: what watches each call of the world would take most of the time. */
export const quickApp = (world: World, more: Partial<World['tables']['rotations']> = {}) =>
  wholePortal(world.settings(), {
    ...world,
    cycles: world.tables.cycles,
    rotations: { ...world.tables.rotations, ...more },
  });
