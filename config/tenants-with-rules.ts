import { decidesFor } from '../lambda/domain/accounts/own-accounts.ts';
import type { Estate, EstateTenant, TenantWithRules } from './estate.ts';

/** The tenants, each with the rules that hold for all. In a file of its own: functions that only look a tenant up bundle no schema. */
export const tenantsWithRules = (estate: Estate): readonly TenantWithRules[] =>
  estate.tenants.map((tenant) => withRules(estate, tenant));

/** One of them: the rules of all would be made in a second where there are a thousand. */
export function tenantWithRules(estate: Estate, tenantId: string): TenantWithRules | undefined {
  const tenant = estate.tenants.find((each) => each.tenantId === tenantId);
  return tenant && withRules(estate, tenant);
}

const withRules = ({ tenants, admins, technicians, approvals }: Estate, tenant: EstateTenant): TenantWithRules => ({
  ...tenant,
  admins,
  twoPersons: approvals.twoPersons,
  deciders: technicians
    .filter((each) => decidesFor(each, tenant))
    .map((technician) => ({
      objectId: technician.objectId,
      name: technician.name,
      mail: technician.mail,
      ownAccounts: technician.ownAccounts,
      decidesElsewhere: tenants.some((each) => each.name !== tenant.name && decidesFor(technician, each)),
    })),
});
