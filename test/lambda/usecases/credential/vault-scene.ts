import type { Estate } from '../../../../config/estate.ts';
import type { HandOver } from '../../../../lambda/domain/credential/vault-record.ts';
import { type WriteVaultPorts, writeVault } from '../../../../lambda/usecases/credential/write-vault.ts';
import { CONTOSO, estate, type World } from '../in-memory.ts';
import { approved, keyOf } from '../scene.ts';
import { rotate } from '../workflow.ts';

/** Contoso, handed over in this way; its records are called after the accounts. */
export const handedOver = (way: HandOver, more: Partial<Estate> = {}): Estate => ({
  ...estate,
  vault: { system: 'hudu', host: 'northwind.huducloud.example' },
  tenants: estate.tenants.map((each) =>
    each.tenantId === CONTOSO
      ? {
          ...each,
          handOver: { admin: way, service: 'link' },
          vault: { organization: { name: 'Contoso' }, recordName: 'M365 {userPrincipalName}', records: [] },
        }
      : each,
  ),
  ...more,
});

export const RECORD = 'M365 ops@contoso.example';

export function use(world: World, of: Estate): World {
  Object.assign(world.ports, { estate: of });
  return world;
}

/** `ops` was rotated, and its password waits for the vault. */
export async function queued(way: HandOver = 'vault', more: Partial<Estate> = {}): Promise<World> {
  const world = use(await approved(), handedOver(way, more));
  await rotate(world, keyOf('ops'));
  return world;
}

export const write = (world: World, ports: WriteVaultPorts = world.ports) => writeVault(ports, keyOf('ops'));

/** What Entra holds. */
export const passwordOf = (world: World, name = 'ops') => world.contoso.passwords.get(`id-${name}`);

/** Delivers what is queued as SQS does: again every six minutes, until nothing is left. @returns how many deliveries it took */
export async function drain(world: World, until = 2_000): Promise<number> {
  for (let deliveries = 0; ; ) {
    const batch = world.vault.queued.splice(0);
    if (batch.length === 0) return deliveries;
    for (const each of batch) {
      deliveries += 1;
      if (deliveries > until) throw new Error('it is delivered for ever');
      if ((await writeVault(world.ports, each)).kind === 'again') world.vault.queued.push(each);
    }
    world.hoursPass(0.1);
  }
}
