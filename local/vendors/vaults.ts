import { hudu, huduId } from './hudu/hudu.ts';
import { itGlue, itGlueId } from './it-glue/it-glue.ts';
import { configOf } from './keeper/device.ts';
import { keeper, keeperUid } from './keeper/keeper.ts';
import { onePasswordConnect, onePasswordId } from './onepassword-connect/onepassword-connect.ts';
import type { Simulation } from './simulation.ts';
import type { VaultStoreOptions } from './vault/record-store.ts';
import type { VaultSetting } from './vault/vault-setting.ts';

interface SimulatedVault {
  /**
   * What its secret must hold.
   * @param host  of the server that the product calls, such as `127.0.0.1:8702`
   */
  secretOf(key: string, host: string): Readonly<Record<string, string>>;
  /** Ids in the form of the vendor. */
  readonly idOf: VaultStoreOptions['idOf'];
  simulation(setting: VaultSetting): Simulation;
}

const apiKey = (key: string) => ({ apiKey: key });

/** Each vault that is simulated, by its name in the estate. It is mounted at `/<name>` of the inbox. */
export const vaults = {
  'it-glue': { secretOf: apiKey, idOf: itGlueId, simulation: itGlue },
  hudu: { secretOf: apiKey, idOf: huduId, simulation: hudu },
  '1password-connect': { secretOf: (token) => ({ token }), idOf: onePasswordId, simulation: onePasswordConnect },
  keeper: { secretOf: (key, host) => ({ config: configOf(key, host) }), idOf: keeperUid, simulation: keeper },
} as const satisfies Readonly<Record<string, SimulatedVault>>;

export type VaultSystem = keyof typeof vaults;
export const vaultSystems = Object.keys(vaults).filter((name): name is VaultSystem => name in vaults);
