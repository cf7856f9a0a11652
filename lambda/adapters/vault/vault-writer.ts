import type { VaultPreflight, VaultWriter } from '../../ports/vault.ts';
import type { VaultAccess } from './vault-access.ts';

/** The vault of an estate; `undefined` where it has none. */
export function vaultWriter({ vault }: VaultAccess): (VaultWriter & VaultPreflight) | undefined {
  switch (vault.system) {
    case 'none':
      return undefined;
    case 'it-glue':
    case 'hudu':
    case '1password-connect':
    case 'keeper':
      throw new Error(`${vault.system} is not supported yet`);
  }
}
