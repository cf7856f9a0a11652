import { join } from 'node:path';
import type { Clock } from '@m365-rotation/loopback';
import { type Mounted, mounted } from '../vendors/mounted.ts';
import { type FilledOrganization, type VaultStore, vaultStore } from '../vendors/vault/record-store.ts';
import { type VaultSystem, vaults } from '../vendors/vaults.ts';
import type { Connections } from './connections.ts';

/** The vault of an estate, and what it holds before anything is written. */
export interface WantedVault {
  readonly system: VaultSystem;
  readonly filled: readonly FilledOrganization[];
}

interface SimulatedVault extends Mounted {
  readonly name: VaultSystem;
  /** What its secret must hold. */
  readonly secret: string;
  readonly store: VaultStore;
}

/** The vault; its records lie in a folder of their own, by its name. */
export function simulatedVault(
  { system, filled }: WantedVault,
  folder: string,
  clock: Pick<Clock, 'now' | 'elapsed'>,
  connections: Pick<Connections, 'keysOf'>,
): SimulatedVault {
  const { keyField, idOf, simulation } = vaults[system];
  const keys = connections.keysOf(system, (random) => ({ [keyField]: random() }));
  const store = vaultStore({ folder: join(folder, `vault-${system}`), filled, idOf, now: clock.now });
  return {
    name: system,
    secret: JSON.stringify(keys),
    store,
    ...mounted(simulation({ store, key: keys[keyField] ?? '', clock }), `/${system}`),
  };
}
