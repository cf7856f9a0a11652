import { idOf, type Tenant } from '@m365-rotation/local-microsoft';
import { alikeTenant, estateFileOf } from '../../test/runs/alike-tenants.ts';

/** One technician for so many accounts: half a working day of reviewing them. */
const ACCOUNTS_PER_TECHNICIAN = 1_000;
const FEWEST_TECHNICIANS = 2;

export interface ScaleEstate {
  readonly tenants: readonly Tenant[];
  readonly technicians: number;
  /** The estate file. */
  readonly yaml: string;
}

/** Tenants that are all alike, with administrators to rotate: they take one request to Graph more than service accounts. */
export function scaleEstate(count: number, accounts: number, retention: 'keep' | 'until-stored' = 'keep'): ScaleEstate {
  const tenants = Array.from({ length: count }, (_, n) =>
    alikeTenant(n, (name) =>
      Array.from({ length: accounts }, (_each, i) => ({
        upn: `admin${i}@${name}.example`,
        name: `admin${i} of ${name}`,
        roles: ['Exchange Administrator'] as const,
      })),
    ),
  );
  const wanted = Math.max(FEWEST_TECHNICIANS, Math.ceil((count * accounts) / ACCOUNTS_PER_TECHNICIAN));
  const team = Math.min(wanted, count);
  const technicians = Array.from({ length: team }, (_, n) => ({
    name: `Technician ${n}`,
    mail: `technician${n}@northwind.example`,
    objectId: idOf('scale', 'technician', String(n)),
    tenants: tenants.filter((_each, i) => i % team === n).map(({ name }) => name),
  }));
  const yaml = estateFileOf(tenants, technicians, {
    approvals: { windowHours: 336, linkHours: 168 },
    schedules: [{ name: 'admin-monthly', class: 'admin', every: 'month' }],
    ...(retention === 'keep' ? {} : { retention: { credentials: retention } }),
  });
  return { tenants, technicians: team, yaml };
}
