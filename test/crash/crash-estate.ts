import { idOf, synced, type Tenant } from '@m365-rotation/local-microsoft';
import { alikeTenant, estateFileOf } from '../runs/alike-tenants.ts';

/**
 * Many tenants with one account to rotate each. A tenant is what one fault hits: its executions, its rows, its credential and its
 * requests to Graph are told apart by its id, so that one cycle tries as many points as there are tenants.
 */
export interface CrashEstate {
  readonly tenants: readonly Tenant[];
  /** The estate file. */
  readonly yaml: string;
}

export const TECHNICIAN = {
  name: 'Ada Lindqvist',
  mail: 'ada@northwind.example',
  objectId: '7b1f0c52-2f7c-4f0e-9a44-0d5a3c6e8b01',
} as const;

const RECORD_NAME = 'Microsoft 365 {userPrincipalName}';
/** The record of the vault for the account that is rotated. */
export const recordOf = ({ name }: Pick<Tenant, 'name'>): string =>
  RECORD_NAME.replace('{userPrincipalName}', `admin@${name}.example`);

/** Rotated by `admin-monthly`. */
export const adminOf = (tenant: Pick<Tenant, 'name'>): string =>
  idOf(tenant.name, 'user', `admin@${tenant.name}.example`);

/** How new passwords reach people in a crash estate: by a link, or by a vault alone. */
export type WayOver = 'link' | 'vault';

/** @param further  fields of the estate file besides the usual ones */
export function crashEstate(
  count: number,
  further: Parameters<typeof estateFileOf>[2] = {},
  way: WayOver = 'link',
): CrashEstate {
  const tenants = Array.from({ length: count }, (_, i) =>
    alikeTenant(i, (name) => [
      { upn: `admin@${name}.example`, name: 'Admin', roles: ['Exchange Administrator'] },
      { upn: `synced@${name}.example`, name: 'Synced', roles: ['User Administrator'], fields: synced },
      { upn: `svc-app@${name}.example`, name: 'App' },
    ]),
  );
  const technicians = [{ ...TECHNICIAN, tenants: 'all' as const }];
  if (way === 'link') return { tenants, yaml: estateFileOf(tenants, technicians, further) };
  const vault = { system: 'hudu', host: 'northwind.huducloud.example' } as const;
  return {
    tenants,
    yaml: estateFileOf(tenants, technicians, { ...further, vault }, ({ displayName }) => ({
      handOver: { admin: 'vault', service: 'vault' },
      vault: { organization: { name: displayName }, recordName: RECORD_NAME },
    })),
  };
}
