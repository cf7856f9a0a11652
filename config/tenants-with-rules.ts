import { decidesFor } from '../lambda/domain/accounts/own-accounts.ts';
import type { Estate, TenantWithRules } from './estate.ts';

/** The tenants, each with the rules that hold for all. In a file of its own: functions that only look a tenant up bundle no schema. */
export const tenantsWithRules = ({ tenants, admins, technicians, approvals }: Estate): readonly TenantWithRules[] =>
  tenants.map((tenant) => ({
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
        decidesElsewhere: tenants.filter((each) => decidesFor(technician, each)).length > 1,
      })),
  }));
