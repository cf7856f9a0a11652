import type { Estate, TenantWithRules } from './estate.ts';

/** The tenants, each with the rules that hold for all. In a file of its own: functions that only look a tenant up bundle no schema. */
export const tenantsWithRules = ({ tenants, admins }: Estate): readonly TenantWithRules[] =>
  tenants.map((tenant) => ({ ...tenant, admins }));
