import { idOf, type Tenant } from '@m365-rotation/local-microsoft';
import { alikeTenant, estateFileOf } from '../../test/runs/alike-tenants.ts';

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

const tenantNumber = (n: number, admins: number, services: number): Tenant =>
  alikeTenant(n, (name) => {
    const each = (length: number, prefix: string) =>
      Array.from({ length }, (_, i) => ({ upn: `${prefix}${i}@${name}.example`, name: `${prefix}${i} of ${name}` }));
    return [
      ...each(admins, 'admin').map((account) => ({ ...account, roles: ['Exchange Administrator'] as const })),
      ...each(services, 'svc-'),
    ];
  });

/** Each technician has tenants of their own, as in a team that shares the work out. */
function yamlOf(tenants: readonly Tenant[]): string {
  const technicians = Array.from({ length: Math.min(TECHNICIANS, tenants.length) }, (_, n) => ({
    name: `Technician ${n}`,
    mail: `technician${n}@northwind.example`,
    objectId: idOf('storm', 'technician', String(n)),
    tenants: tenants.filter((_each, i) => i % TECHNICIANS === n).map(({ name }) => name),
  }));
  return estateFileOf(tenants, technicians, { approvals: { windowHours: 336, linkHours: 168 } });
}
