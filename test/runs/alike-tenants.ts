import { idOf, type Tenant, tenantFrom, unlicensed } from '@m365-rotation/local-microsoft';
import { stringify } from 'yaml';
import type * as z from 'zod';
import type { estateSchema } from '../../config/estate.ts';

/** Estates of any number of tenants that are all alike: for benchmarks, and for tests that tell what they do apart by its tenant. */

type EstateFile = z.input<typeof estateSchema>;
type Accounts = Parameters<typeof tenantFrom>[0]['accounts'];

/** Tenant `t007` with a break-glass account, and with the accounts that its name is given to. */
export function alikeTenant(n: number, accountsOf: (name: string) => Accounts): Tenant {
  const name = `t${String(n).padStart(3, '0')}`;
  return tenantFrom({
    tenantId: idOf(name, 'tenant'),
    name,
    displayName: `Tenant ${n}`,
    licence: 'none',
    accounts: [
      { upn: breakGlassOf(name), name: 'Emergency', roles: ['Global Administrator'], fields: unlicensed },
      ...accountsOf(name),
    ],
  });
}

const breakGlassOf = (name: string) => `bg1@${name}.onmicrosoft.com`;

/**
 * The estate file of an MSP with these tenants. Its approval window is as long as it may be: the clock of these runs is fast, and
 * the machine may be slow.
 *
 * @param further  fields that the file has besides, or in place of these
 * @param ofEach  the same for each tenant
 * @returns YAML
 */
export function estateFileOf(
  tenants: readonly Tenant[],
  technicians: EstateFile['technicians'],
  further: Partial<EstateFile> = {},
  ofEach: (tenant: Tenant) => Partial<EstateFile['tenants'][number]> = () => ({}),
): string {
  const file: EstateFile = {
    msp: {
      name: 'Northwind',
      homeTenantId: '0f1e2d3c-4b5a-4697-8879-6a5b4c3d2e1f',
      timeZone: 'Europe/Berlin',
      mailFrom: 'rotation@northwind.example',
      teamMail: 'service-desk@northwind.example',
      signInClientId: '5d0c7a11-0000-4000-8000-00000000a001',
    },
    aws: { account: '123456789012', region: 'eu-central-1' },
    graph: {
      readerClientId: '5d0c7a11-0000-4000-8000-00000000b001',
      writerClientId: '5d0c7a11-0000-4000-8000-00000000b002',
    },
    approvals: { windowHours: 336, linkHours: 24 },
    technicians,
    schedules: [
      { name: 'admin-monthly', class: 'admin', every: 'month' },
      { name: 'service-quarterly', class: 'service', every: 'quarter' },
    ],
    tenants: tenants.map((tenant) => ({
      name: tenant.name,
      displayName: tenant.displayName,
      tenantId: tenant.tenantId,
      ticketCompany: tenant.name.toUpperCase(),
      breakGlass: { accounts: [breakGlassOf(tenant.name)] },
      serviceAccounts: [{ userPrincipalNamePrefix: 'svc-' }],
      ...ofEach(tenant),
    })),
    ...further,
  };
  return stringify(file);
}
