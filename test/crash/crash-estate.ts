import { idOf, synced, type Tenant, tenantFrom, unlicensed } from '@m365-rotation/local-microsoft';

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

/** Rotated by `admin-monthly`. */
export const adminOf = (tenant: Pick<Tenant, 'name'>): string =>
  idOf(tenant.name, 'user', `admin@${tenant.name}.example`);

export function crashEstate(count: number): CrashEstate {
  const tenants = Array.from({ length: count }, (_, i) => tenantNumber(i));
  return { tenants, yaml: [HEAD, ...tenants.map(entryOf)].join('\n') };
}

function tenantNumber(i: number): Tenant {
  const name = `t${String(i).padStart(3, '0')}`;
  return tenantFrom({
    tenantId: idOf(name, 'tenant'),
    name,
    displayName: `Tenant ${i}`,
    licence: 'none',
    accounts: [
      { upn: `bg1@${name}.onmicrosoft.com`, name: 'Emergency', roles: ['Global Administrator'], fields: unlicensed },
      { upn: `admin@${name}.example`, name: 'Admin', roles: ['Exchange Administrator'] },
      { upn: `synced@${name}.example`, name: 'Synced', roles: ['User Administrator'], fields: synced },
      { upn: `svc-app@${name}.example`, name: 'App' },
    ],
  });
}

const entryOf = ({ name, displayName, tenantId }: Tenant): string => `
  - name: ${name}
    displayName: ${displayName}
    tenantId: ${tenantId}
    breakGlass: { accounts: [bg1@${name}.onmicrosoft.com] }
    serviceAccounts: [{ userPrincipalNamePrefix: svc- }]`;

/** The window is as long as it may be: the clock of these runs is fast. */
const HEAD = `
msp:
  name: Northwind
  homeTenantId: 0f1e2d3c-4b5a-4697-8879-6a5b4c3d2e1f
  timeZone: Europe/Berlin
  mailFrom: rotation@northwind.example
  teamMail: service-desk@northwind.example
  signInClientId: 5d0c7a11-0000-4000-8000-00000000a001
aws: { account: "123456789012", region: eu-central-1 }
graph:
  readerClientId: 5d0c7a11-0000-4000-8000-00000000b001
  writerClientId: 5d0c7a11-0000-4000-8000-00000000b002
approvals: { windowHours: 336, linkHours: 24 }
technicians:
  - { name: ${TECHNICIAN.name}, mail: ${TECHNICIAN.mail}, objectId: ${TECHNICIAN.objectId}, tenants: all }
schedules:
  - { name: admin-monthly, class: admin, every: month }
  - { name: service-quarterly, class: service, every: quarter }
tenants:`;
