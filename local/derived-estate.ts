import { cpSync, existsSync, readFileSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { exampleTenants } from '@m365-rotation/local-microsoft';
import { writeWhole } from '@m365-rotation/loopback';
import { isMap, isSeq, parseDocument, type YAMLMap } from 'yaml';
import type { PsaName } from './vendors/psas.ts';
import { type VaultSystem, vaults } from './vendors/vaults.ts';

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
 * The estate to run with: the given one, or one in the folder that is made of it, with the wanted systems, and without an address that the
 * portal has not here. Tenants in files of their own are copied beside it. A system that the estate has already is left as it is.
 */
export function estateFileWith(file: string, wanted: OtherSystems, folder: string): string {
  const chosen = wanted.psa !== undefined || wanted.vault !== undefined;
  if (!existsSync(file)) return file;
  const isFolder = statSync(file).isDirectory();
  const main = isFolder ? join(file, 'estate.yaml') : file;
  const tenants = join(dirname(main), 'tenants');
  const isInFiles = existsSync(tenants);
  if (chosen && (isFolder || isInFiles)) {
    throw new Error(`${file}: --psa and --vault change an estate in one file; write the system into ${main}`);
  }
  if (!existsSync(main)) return file; // synthesis says what is missing
  const given = readFileSync(main, 'utf8');
  const text = atLocalAddress(chosen ? estateWith(given, wanted) : given);
  if (text === given) return file;
  const derived = isInFiles ? join(folder, 'estate') : folder;
  if (isInFiles) {
    rmSync(derived, { recursive: true, force: true });
    cpSync(tenants, join(derived, 'tenants'), { recursive: true });
  }
  writeWhole(join(derived, 'estate.yaml'), text);
  return join(derived, 'estate.yaml');
}

/** Where people open the portal in AWS: here it has an address of its own. */
const ADDRESSES = [
  ['msp', 'portalUrl'],
  ['deployment', 'domain'],
  ['deployment', 'firewall'],
] as const;

function atLocalAddress(text: string): string {
  const document = parseDocument(text);
  if (document.errors.length > 0 || !isMap(document.contents)) return text;
  const there = ADDRESSES.filter((path) => document.hasIn(path));
  if (there.length === 0) return text;
  for (const path of there) document.deleteIn(path);
  return document.toString();
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
    const idOf = vault === 'none' ? undefined : idsFor(vault);
    for (const tenant of isSeq(tenants) ? tenants.items : []) {
      if (!isMap(tenant)) continue;
      // Ids and names of records are those of one vault: another has others.
      tenant.delete('handOver');
      tenant.delete('vault');
      if (idOf === undefined) continue;
      tenant.set('handOver', document.createNode(handOver));
      const rules = vault === 'keeper' ? recordsById(tenant, idOf) : recordsByName(tenant);
      tenant.set('vault', document.createNode(rules));
    }
  }
  return String(document);
}

const recordsByName = (tenant: YAMLMap) => ({
  organization: { name: tenant.get('displayName') },
  recordName: RECORD_NAME,
});

/** A vault that encrypts names finds nothing by them: each account of the simulated directory is listed. */
function recordsById(tenant: YAMLMap, idOf: ReturnType<typeof idsFor>) {
  const users = exampleTenants.find(({ tenantId }) => tenantId === tenant.get('tenantId'))?.users ?? [];
  return {
    organization: { id: idOf('organization') },
    records: users.map(({ userPrincipalName }) => ({ account: userPrincipalName, id: idOf('record') })),
  };
}

/** The simulation gives ids of its own to what the estate does not list, from 1 on. */
const FIRST_LISTED = 1_000_000;

function idsFor(vault: VaultSystem) {
  let nth = FIRST_LISTED;
  return (kind: 'organization' | 'record') => vaults[vault].idOf(kind, nth++);
}
