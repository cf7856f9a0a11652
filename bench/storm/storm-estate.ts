import { idOf, type Tenant } from '@m365-rotation/local-microsoft';
import { alikeTenant, estateFileOf } from '../../test/runs/alike-tenants.ts';

/** Of each tenant: so many of ten accounts are administrators, the others service accounts. */
const ADMINS_OF_TEN = 6;
const TECHNICIANS = 5;

export interface StormEstate {
  readonly tenants: readonly Tenant[];
  readonly accounts: readonly StormAccount[];
  /** How many of the accounts are administrators. */
  readonly admins: number;
  /** The estate file. */
  readonly yaml: string;
}

export interface StormAccount {
  readonly tenantId: string;
  readonly accountId: string;
}

export interface StormSize {
  readonly tenants: number;
  /** Administrators and service accounts of each tenant. */
  readonly accounts: number;
  /** All users of each, people without a role included; no people, if left out. */
  readonly users?: number;
  /** Graph gives at most so many rows a page; as many as were asked for, if left out. */
  readonly page?: number;
}

/** Tenants that are all alike: a break-glass account, the accounts to rotate, and people without a role. */
export function stormEstate({ tenants: count, accounts, users = 0, page }: StormSize): StormEstate {
  const admins = Math.round((accounts * ADMINS_OF_TEN) / 10);
  const people = Math.max(0, users - accounts - 1);
  const tenants = Array.from({ length: count }, (_, n) => ({
    ...tenantNumber(n, admins, accounts - admins, people),
    ...(page === undefined ? {} : { largestPage: page }),
  }));
  return {
    tenants,
    accounts: tenants.flatMap(({ tenantId, users: all }) =>
      all.slice(1, accounts + 1).map(({ id }) => ({ tenantId, accountId: id })),
    ),
    admins: admins * count,
    yaml: yamlOf(tenants),
  };
}

const tenantNumber = (n: number, admins: number, services: number, people: number): Tenant =>
  alikeTenant(n, (name) => {
    const each = (length: number, prefix: string) =>
      Array.from({ length }, (_, i) => ({ upn: `${prefix}${i}@${name}.example`, name: `${prefix}${i} of ${name}` }));
    return [
      ...each(admins, 'admin').map((account) => ({ ...account, roles: ['Exchange Administrator'] as const })),
      ...each(services, 'svc-'),
      ...each(people, 'person'),
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
