import type { InclusionReason } from './account.ts';
import type { TwoPersonsRules } from './tenant-rules.ts';

/**
 * Whether the estate asks for two persons before this account is reset, by why it is rotated. A role whose id is not on record may be one
 * of those that are named (R11).
 */
export function isForTwoPersons(
  reasons: readonly InclusionReason[],
  tenant: { readonly name: string },
  { roles, tenants }: TwoPersonsRules,
): boolean {
  if (tenants.includes(tenant.name)) return true;
  const named = roles.map((each) => each.toLowerCase());
  return reasons.some((each) => {
    if (each.kind !== 'role' || named.length === 0) return false;
    const id = each.roleTemplateId ?? each.customRoleId;
    return id === undefined || named.includes(id.toLowerCase());
  });
}
