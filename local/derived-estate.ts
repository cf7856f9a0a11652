import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeWhole } from '@m365-rotation/loopback';
import { isMap, isSeq, parseDocument, type YAMLMap } from 'yaml';
import type { PsaName } from './vendors/psas.ts';
import type { VaultSystem } from './vendors/vaults.ts';

/** Systems to run with, in the place of those that the estate names. */
export interface OtherSystems {
  readonly psa?: PsaName | 'none';
  readonly vault?: VaultSystem | 'none';
}

/** What an MSP would write for each of them. Nothing is called there: the simulations stand in. */
const psaSections: Readonly<Record<string, object>> = {
  connectwise: { site: 'api-eu.myconnectwise.net', board: 'Security', raisedPriority: 'Priority 1 - Emergency' },
  halopsa: { host: 'northwind.halopsa.com', ticketType: 'Security', raisedPriority: 'Critical' },
  autotask: { queue: 'Security', raisedPriority: 'Critical' },
};
const vaultSections: Readonly<Record<string, object>> = {
  'it-glue': { region: 'eu' },
  hudu: { host: 'northwind.huducloud.com' },
  '1password-connect': { host: 'connect.northwind.example' },
  keeper: { region: 'eu' },
};

/** A person sees passwords of administrators, for they are used at once; those of services go nowhere but into the vault. */
const handOver = { admin: 'both', service: 'vault' };
const RECORD_NAME = 'Microsoft 365 {userPrincipalName}';

/**
 * The estate file to run with: the given one, or one in the folder that is made of it, with the wanted systems.
 * A system that the estate has already is left as it is.
 */
export function estateFileWith(file: string, wanted: OtherSystems, folder: string): string {
  if (wanted.psa === undefined && wanted.vault === undefined) return file;
  const derived = join(folder, 'estate.yaml');
  writeWhole(derived, estateWith(readFileSync(file, 'utf8'), wanted));
  return derived;
}

/** @returns the same text with the wanted systems; what cannot be read as an estate stays as it is, for whoever checks estates */
export function estateWith(text: string, { psa, vault }: OtherSystems): string {
  const document = parseDocument(text);
  if (document.errors.length > 0 || !isMap(document.contents)) return text;
  if (psa !== undefined && document.getIn(['psa', 'system']) !== psa) {
    document.set('psa', document.createNode({ system: psa, ...psaSections[psa] }));
  }
  if (vault !== undefined && document.getIn(['vault', 'system']) !== vault) {
    document.set('vault', document.createNode({ system: vault, ...vaultSections[vault] }));
    const tenants = document.get('tenants');
    for (const tenant of isSeq(tenants) ? tenants.items : []) {
      if (isMap(tenant)) handOverBy(document, tenant, vault);
    }
  }
  return String(document);
}

/** Ids and names of records are those of one vault: another has others. */
function handOverBy(document: ReturnType<typeof parseDocument>, tenant: YAMLMap, vault: VaultSystem | 'none'): void {
  tenant.delete('handOver');
  tenant.delete('vault');
  if (vault === 'none') return;
  tenant.set('handOver', document.createNode(handOver));
  const organization = { name: tenant.get('displayName') };
  tenant.set('vault', document.createNode({ organization, recordName: RECORD_NAME }));
}
