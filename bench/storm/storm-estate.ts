import { idOf, type Tenant, tenantFrom, unlicensed } from '@m365-rotation/local-microsoft';

/** Of each tenant: so many of ten accounts are administrators, the others service accounts. */
const ADMINS_OF_TEN = 6;
const TECHNICIANS = 5;

export interface StormEstate {
  readonly tenants: readonly Tenant[];
  readonly accounts: readonly StormAccount[];
  /** The estate file. */
  readonly yaml: string;
}

export interface StormAccount {
  readonly tenantId: string;
  readonly accountId: string;
}

/** Tenants that are all alike: a break-glass account, and the accounts to rotate. */
export function stormEstate(count: number, accountsEach: number): StormEstate {
  const admins = Math.round((accountsEach * ADMINS_OF_TEN) / 10);
  const tenants = Array.from({ length: count }, (_, n) => tenantNumber(n, admins, accountsEach - admins));
  return {
    tenants,
    accounts: tenants.flatMap(({ tenantId, users }) => users.slice(1).map(({ id }) => ({ tenantId, accountId: id }))),
    yaml: yamlOf(tenants),
  };
}

function tenantNumber(n: number, admins: number, services: number): Tenant {
  const name = `t${String(n).padStart(3, '0')}`;
  const each = (length: number, prefix: string) =>
    Array.from({ length }, (_, i) => ({ upn: `${prefix}${i}@${name}.example`, name: `${prefix}${i} of ${name}` }));
  return tenantFrom({
    tenantId: idOf(name, 'tenant'),
    name,
    displayName: `Tenant ${n}`,
    licence: 'none',
    accounts: [
      { upn: `bg1@${name}.onmicrosoft.com`, name: 'Emergency', roles: ['Global Administrator'], fields: unlicensed },
      ...each(admins, 'admin').map((account) => ({ ...account, roles: ['Exchange Administrator'] as const })),
      ...each(services, 'svc-'),
    ],
  });
}

/** Each technician has tenants of their own, as in a team that shares the work out. */
function yamlOf(tenants: readonly Tenant[]): string {
  const technicians = Array.from({ length: Math.min(TECHNICIANS, tenants.length) }, (_, n) => {
    const own = tenants.filter((_each, i) => i % TECHNICIANS === n).map(({ name }) => name);
    const objectId = idOf('storm', 'technician', String(n));
    return `  - { name: Technician ${n}, mail: technician${n}@northwind.example, objectId: ${objectId}, tenants: [${own.join(', ')}] }`;
  });
  const entries = tenants.map(({ name, displayName, tenantId }) => [
    `  - name: ${name}`,
    `    displayName: ${displayName}`,
    `    tenantId: ${tenantId}`,
    `    breakGlass: { accounts: [bg1@${name}.onmicrosoft.com] }`,
    '    serviceAccounts: [{ userPrincipalNamePrefix: svc- }]',
  ]);
  return [HEAD, 'technicians:', ...technicians, 'tenants:', ...entries.flat(), ''].join('\n');
}

/** The window is as long as it may be: the clock is fast, and the machine may be slow. */
const HEAD = `msp:
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
approvals: { windowHours: 336, linkHours: 168 }
schedules:
  - { name: admin-monthly, class: admin, every: month }
  - { name: service-quarterly, class: service, every: quarter }`;
