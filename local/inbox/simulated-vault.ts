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
  /** What its secret must hold, where the product calls it at this host. */
  secretAt(host: string): string;
  readonly store: VaultStore;
}

/** The vault; its records lie in a folder of their own, by its name. */
export function simulatedVault(
  { system, filled }: WantedVault,
  folder: string,
  clock: Pick<Clock, 'now' | 'elapsed'>,
  connections: Pick<Connections, 'keysOf'>,
): SimulatedVault {
  const { secretOf, idOf, simulation } = vaults[system];
  const { key = '' } = connections.keysOf(system, (random) => ({ key: random() }));
  const store = vaultStore({ folder: join(folder, `vault-${system}`), filled, idOf, now: clock.now });
  return {
    name: system,
    secretAt: (host) => JSON.stringify(secretOf(key, host)),
    store,
    ...mounted(simulation({ store, key, clock }), `/${system}`),
  };
}
