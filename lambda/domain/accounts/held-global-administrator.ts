import type { InclusionReason, PlannedAccount } from './account.ts';
import { GLOBAL_ADMINISTRATOR } from './directory-roles.ts';

/**
 * Whether an account holds Global Administrator for the whole tenant: now (`active`), or after activating it (`eligible`). Who is
 * eligible can do all that the others can, a few minutes later, so people are shown both alike. Rules about stand-ins use
 * `globalAdministrator` of the account, which means `active` alone.
 */
export function holdsGlobalAdministrator({
  globalAdministrator,
  reasons,
}: Pick<PlannedAccount, 'globalAdministrator' | 'reasons'>): 'active' | 'eligible' | undefined {
  if (globalAdministrator) return 'active';
  return reasons.some(isGlobal) ? 'eligible' : undefined;
}

const isGlobal = (reason: InclusionReason) =>
  reason.kind === 'role' && reason.roleTemplateId === GLOBAL_ADMINISTRATOR && reason.scope === '/';

/** As people read it; `undefined` for an account that does not hold it. */
export function globalAdministratorWords(
  account: Pick<PlannedAccount, 'globalAdministrator' | 'reasons'>,
): string | undefined {
  const held = holdsGlobalAdministrator(account);
  if (held === undefined) return undefined;
  return held === 'active' ? 'Global Administrator' : 'Global Administrator, eligible';
}
