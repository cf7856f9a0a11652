import { decidesFor, isOwnAccount } from '../accounts/own-accounts.ts';
import type { OwnAccount } from '../accounts/tenant-rules.ts';
import type { Decision, WaitingRotation } from './rotation.ts';

/** What the estate says of a technician; one as the estate file holds it has these fields, and more. */
export interface TechnicianRules {
  readonly objectId: string;
  /** The tenants for which this technician decides, by name. */
  readonly tenants: 'all' | readonly string[];
  /** Further ones, as delegate or as part of the escalation team. */
  readonly standsInFor?: 'all' | readonly string[];
  /** Whose mail address may be the UPN of an own account. */
  readonly mail?: string;
  readonly ownAccounts: readonly OwnAccount[];
}

export interface NamedTenant {
  readonly name: string;
  readonly displayName: string;
}

/** Whether a technician may decide; if not, why, in a sentence for that technician. */
export type Permission =
  | { readonly allowed: true }
  | {
      readonly allowed: false;
      readonly reason: 'other-tenant' | 'own-account' | 'own-account-not-found' | 'too-late' | 'decided';
      readonly sentence: string;
    };

/** The part of the estate that says which technicians may decide. */
export interface DecidingEstate {
  readonly msp: { readonly homeTenantId: string };
  readonly technicians: readonly TechnicianRules[];
}

type Decidable = Pick<
  WaitingRotation,
  'accountId' | 'account' | 'decideBefore' | 'carryOutBefore' | 'state' | 'barred'
>;

/** Whether the account belongs to the technician: nobody approves the reset of an own account. */
const owns = (technician: TechnicianRules, { accountId, account }: Decidable, tenant: NamedTenant): boolean =>
  isOwnAccount(technician, { id: accountId, userPrincipalName: account.userPrincipalName }, tenant);

/** The own accounts of the technician that discovery did not find in the tenant. */
const unfound = ({ objectId }: TechnicianRules, { barred = [] }: Decidable): readonly string[] =>
  barred.find((each) => each.objectId === objectId)?.named ?? [];

/**
 * Why a technician of the tenant must not decide about this account, whatever its state; `undefined`: nothing stands against it. In a
 * sentence for that technician.
 */
export function mustNotDecide(
  technician: TechnicianRules,
  rotation: Decidable,
  tenant: NamedTenant,
): Refusal | undefined {
  if (owns(technician, rotation, tenant)) {
    return refused('own-account', 'This is an account of your own: another technician must decide.');
  }
  const missing = unfound(technician, rotation);
  return missing.length === 0
    ? undefined
    : refused(
        'own-account-not-found',
        `Your own account ${missing.join(', ')} was not found in ${tenant.displayName}, so any account there may be yours: another technician must decide. Have ownAccounts corrected in the estate; that counts from the next cycle on.`,
      );
}

/** R1 before a decision: whether this technician may decide about this rotation now. */
export function mayDecide(
  technician: TechnicianRules,
  rotation: Decidable,
  tenant: NamedTenant,
  now: Date,
): Permission {
  if (!decidesFor(technician, tenant)) {
    return refused('other-tenant', `You do not decide for ${tenant.displayName}.`);
  }
  const notBy = mustNotDecide(technician, rotation, tenant);
  if (notBy !== undefined) return notBy;
  if (rotation.state.status !== 'awaiting-approval') {
    return refused('decided', 'This approval is decided already.');
  }
  if (now.getTime() >= Date.parse(rotation.decideBefore)) {
    return refused('too-late', 'The deadline has passed: nothing is reset.');
  }
  return { allowed: true };
}

/** Where the tenant has no change window, an approval lapses this long after the deadline: nobody expects a reset any more. */
const LAPSES_AFTER_MS = 12 * 3_600_000;

/** After this instant an approval is not carried out any more. */
export const lapsesAt = ({
  decideBefore,
  carryOutBefore,
}: Pick<WaitingRotation, 'decideBefore' | 'carryOutBefore'>): Date =>
  carryOutBefore === undefined ? new Date(Date.parse(decideBefore) + LAPSES_AFTER_MS) : new Date(carryOutBefore);

/**
 * R1 again, right before a step acts: the recorded decision was allowed, and its technician may still decide.
 *
 * @returns why the approval does not stand; `undefined` when it does
 */
export function decisionProblem(
  decision: Decision,
  rotation: Decidable,
  tenant: NamedTenant,
  estate: DecidingEstate,
  now: Date,
): string | undefined {
  const technician = estate.technicians.find((each) => each.objectId === decision.by.objectId);
  if (technician === undefined || decision.by.tenantId !== estate.msp.homeTenantId) {
    return `${decision.by.name} is not a technician of this estate`;
  }
  if (!decidesFor(technician, tenant)) return `${decision.by.name} does not decide for ${tenant.name}`;
  if (owns(technician, rotation, tenant)) return `${decision.by.name} owns the account`;
  const missing = unfound(technician, rotation);
  if (missing.length > 0) {
    return `the own account ${missing.join(', ')} of ${decision.by.name} was not found in ${tenant.name}`;
  }
  if (Date.parse(decision.at) >= Date.parse(rotation.decideBefore)) return 'the approval came after its deadline';
  if (now > lapsesAt(rotation)) return 'the approval has lapsed';
  return undefined;
}

type Refusal = Permission & { readonly allowed: false };

const refused = (reason: Refusal['reason'], sentence: string): Refusal => ({ allowed: false, reason, sentence });
