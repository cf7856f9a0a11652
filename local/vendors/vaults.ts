import { hudu, huduId } from './hudu/hudu.ts';
import { itGlue, itGlueId } from './it-glue/it-glue.ts';
import type { Simulation } from './simulation.ts';
import type { VaultStoreOptions } from './vault/record-store.ts';
import type { VaultSetting } from './vault/vault-setting.ts';

interface SimulatedVault {
  /** The field of its secret that holds the key. */
  readonly keyField: string;
  /** Ids in the form of the vendor. */
  readonly idOf: VaultStoreOptions['idOf'];
  simulation(setting: VaultSetting): Simulation;
}

/** Each vault that is simulated, by its name in the estate. It is mounted at `/<name>` of the inbox. */
export const vaults = {
  'it-glue': { keyField: 'apiKey', idOf: itGlueId, simulation: itGlue },
  hudu: { keyField: 'apiKey', idOf: huduId, simulation: hudu },
} as const satisfies Readonly<Record<string, SimulatedVault>>;

export type VaultSystem = keyof typeof vaults;
export const vaultSystems = Object.keys(vaults).filter((name): name is VaultSystem => name in vaults);
