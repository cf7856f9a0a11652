import { classOf } from '../accounts/account-class.ts';
import { liveFacts, membership } from '../accounts/account-facts.ts';
import type { LiveAccount } from '../accounts/directory.ts';
import { whyExcluded } from '../accounts/exclusion-reasons.ts';
import { neverRotateReason } from '../accounts/never-rotate.ts';
import { isOwnAccount } from '../accounts/own-accounts.ts';
import { isNamed, type TenantRules } from '../accounts/tenant-rules.ts';
import { untold } from '../accounts/untold.ts';

/**
 * A trial resets the password of one account to show whether the writer app may, without an approval and without keeping the password. So it
 * is allowed on the one account that the tenant names for it, and only while that account is nobody's: whatever else the directory, or who
 * asks, may say (R2, R11).
 */

/** What the estate says about a tenant, with the account that it names for trials. */
export interface TrialRules extends TenantRules {
  /** Object id. */
  readonly proveAccount?: string | undefined;
}

export type TrialAnswer =
  | { readonly ok: true; readonly userPrincipalName: string }
  | { readonly ok: false; readonly sentence: string };

const no = (sentence: string): TrialAnswer => ({ ok: false, sentence });

/**
 * @param accountId  on which somebody wants to try it
 * @param live  the account as the directory shows it now; `undefined`: it does not have it
 */
export function mayTry(tenant: TrialRules, accountId: string, live: LiveAccount | undefined): TrialAnswer {
  const named = tenant.proveAccount;
  if (named === undefined) {
    return no(`${tenant.displayName} names no account for this: name one by its object id, under proveAccount`);
  }
  if (accountId.toLowerCase() !== named.toLowerCase()) {
    return no(
      `${accountId} is not the account that ${tenant.displayName} names under proveAccount: nothing else is tried`,
    );
  }
  if (live === undefined) return no('The directory has no such account.');
  const { user } = live;
  if (user.id.toLowerCase() !== named.toLowerCase()) {
    return no('The directory answered with another account than the one that was asked for.');
  }
  const facts = liveFacts(live);
  const { breakGlass, neverRotate, deciders } = tenant;
  const inGroup = (breakGlass.groups ?? []).map((each) => membership(facts, each));
  if (breakGlass.accounts.some((each) => isNamed(user, each)) || inGroup.some((member) => member !== false)) {
    return no('It is a break-glass account, or it is not known whether it is one.');
  }
  if (neverRotate.some((each) => isNamed(user, each))) return no('It is listed under neverRotate.');
  if (facts.roles.length > 0) {
    return no(`It holds a directory role, or may activate one: ${facts.roles.map(({ name }) => name).join(', ')}.`);
  }
  if (classOf(facts, tenant) !== undefined) {
    return no('It is a service account by the rules of the tenant, so that schedules rotate it.');
  }
  const owner = deciders.find((each) => isOwnAccount(each, user, tenant));
  if (owner !== undefined) return no(`It is an own account of ${owner.name}.`);
  const never = neverRotateReason(facts, tenant);
  // Whether it can sign in does not matter: nobody does.
  if (never !== undefined && never !== 'disabled' && never !== 'mailbox' && never !== 'unknown-data') {
    return no(whyExcluded(never, []));
  }
  const missing = untold(facts, tenant);
  return missing.length > 0 ? no(missing.join(' ')) : { ok: true, userPrincipalName: user.userPrincipalName };
}
