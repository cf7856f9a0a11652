import { readFileSync } from 'node:fs';
import { parse, stringify } from 'yaml';
import type { ForeignTenant } from './directory.ts';

/** The example estate's MSP with other customers: one technician decides for all of them. */
export function estateOf(tenants: readonly { readonly name: string; readonly tenant: ForeignTenant }[]): {
  readonly yaml: string;
  readonly readerClientId: string;
  readonly writerClientId: string;
} {
  const example = parse(readFileSync('config/example.yaml', 'utf8'));
  const { readerClientId, writerClientId } = example.graph;
  const yaml = stringify({
    ...example,
    technicians: example.technicians.slice(0, 1),
    // Nobody has a channel of their own.
    teams: { enabled: true },
    // There is no second person.
    approvals: { ...example.approvals, twoPersons: { roles: [], tenants: [] } },
    schedules: example.schedules.filter((each: { readonly class: string }) => each.class === 'admin'),
    tenants: tenants.map(({ name, tenant }) => ({
      name,
      displayName: `${name} Ltd`,
      tenantId: tenant.tenantId,
      // The second one is known by its object id, as renaming it would take its protection away.
      breakGlass: { accounts: [`bg1@${name}.example`, idOf(tenant, `bg2@${name}.example`)] },
      neverRotate: [...tenant.users.values()].flatMap(({ userPrincipalName }) =>
        userPrincipalName === `listed@${name}.example` ? [userPrincipalName] : [],
      ),
      serviceAccounts: [{ userPrincipalNamePrefix: 'svc-' }],
      ticketCompany: name.toUpperCase(),
    })),
  });
  return { yaml, readerClientId, writerClientId };
}

/** Object id of the account with this user principal name. */
export function idOf(tenant: ForeignTenant, userPrincipalName: string): string {
  const found = [...tenant.users.values()].find((each) => each.userPrincipalName === userPrincipalName);
  if (found === undefined) throw new Error(`the tenant has no ${userPrincipalName}`);
  return String(found.id);
}
