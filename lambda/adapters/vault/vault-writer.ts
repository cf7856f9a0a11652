import type { VaultPreflight, VaultWriter } from '../../ports/vault.ts';
import { hudu } from './hudu.ts';
import { itGlue } from './it-glue.ts';
import { keeper } from './keeper.ts';
import { onePasswordConnect } from './onepassword-connect.ts';
import type { VaultAccess } from './vault-access.ts';

/** The vault of an estate; `undefined` where it has none. */
export function vaultWriter({ vault, ...access }: VaultAccess): (VaultWriter & VaultPreflight) | undefined {
  switch (vault.system) {
    case 'none':
      return undefined;
    case 'it-glue':
      return itGlue({ ...access, vault });
    case 'hudu':
      return hudu({ ...access, vault });
    case '1password-connect':
      return onePasswordConnect({ ...access, vault });
    case 'keeper':
      return keeper({ ...access, vault });
  }
}
