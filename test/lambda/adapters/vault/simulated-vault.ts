import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startWebServer } from '@m365-rotation/loopback';
import type { Vault } from '../../../../config/estate.ts';
import { vaultWriter } from '../../../../lambda/adapters/vault/vault-writer.ts';
import type { VaultPreflight, VaultWriter } from '../../../../lambda/ports/vault.ts';
import { mounted } from '../../../../local/vendors/mounted.ts';
import type { Exchange, Faults, Simulation } from '../../../../local/vendors/simulation.ts';
import { type FilledOrganization, type VaultStore, vaultStore } from '../../../../local/vendors/vault/record-store.ts';
import type { VaultSetting } from '../../../../local/vendors/vault/vault-setting.ts';
import { type VaultSystem, vaults } from '../../../../local/vendors/vaults.ts';

export const KEY = 'KEY-OF-THE-VAULT';

export interface SimulatedVault {
  readonly vault: VaultWriter & VaultPreflight;
  /** The same with another key. */
  withKey(key: string): VaultWriter & VaultPreflight;
  /** The same with another text in its secret. */
  withSecret(text: string): VaultWriter & VaultPreflight;
  /** Where the product calls it. */
  readonly endpoint: string;
  /** `127.0.0.1:<port>`. */
  readonly host: string;
  readonly store: VaultStore;
  /** Id of the record with this name; of the one in an organization of this name, where it is given. */
  idOf(record: string, organization?: string): string;
  readonly exchanges: readonly Exchange[];
  fail(faults?: Faults): void;
  close(): Promise<void>;
}

/** The writer of a vault, connected to the simulation of its vendor. */
export async function simulatedVault(
  vault: Extract<Vault, { system: VaultSystem }>,
  filled: readonly FilledOrganization[],
  simulation: (setting: VaultSetting) => Simulation = vaults[vault.system].simulation,
  now = () => new Date(),
): Promise<SimulatedVault> {
  const folder = mkdtempSync(join(tmpdir(), 'vault-'));
  const store = vaultStore({ folder, filled, idOf: vaults[vault.system].idOf, now });
  const place = mounted(simulation({ store, key: KEY, clock: { now, elapsed: () => 0 } }), '/vault');
  const exchanges: Exchange[] = [];
  place.watch((exchange) => exchanges.push(exchange));
  const server = await startWebServer({ port: 0, what: 'the vault' }, () => place.answer);
  const { host } = new URL(server.origin);
  const withSecret = (text: string) => {
    const writer = vaultWriter({ endpoint: `${server.origin}/vault`, secret: async () => text, vault, now });
    if (writer === undefined) throw new Error('there is no vault');
    return writer;
  };
  const withKey = (key: string) => withSecret(JSON.stringify(vaults[vault.system].secretOf(key, host)));
  return {
    vault: withKey(KEY),
    withKey,
    withSecret,
    endpoint: `${server.origin}/vault`,
    host,
    store,
    idOf(name, organization) {
      const place = store.organizations().find((each) => each.name === organization)?.id;
      const record = store
        .records()
        .find((each) => each.name === name && (place === undefined || each.organizationId === place));
      if (record === undefined) throw new Error(`no record ${name}`);
      return record.id;
    },
    exchanges,
    fail: place.fail,
    close: async () => {
      await server.close();
      rmSync(folder, { recursive: true });
    },
  };
}
