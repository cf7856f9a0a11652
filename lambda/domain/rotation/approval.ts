import { decidesFor, isOwnAccount } from '../accounts/own-accounts.ts';
import type { OwnAccount, TwoPersonsRules } from '../accounts/tenant-rules.ts';
import { isForTwoPersons } from '../accounts/two-persons.ts';
import type { Decision, Vote, WaitingRotation } from './rotation.ts';

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
      readonly reason:
        | 'other-tenant'
        | 'own-account'
        | 'own-account-not-found'
        | 'too-late'
        | 'decided'
        | 'approved-by-you'
        | 'first-not-seen'
        | 'nothing-to-withdraw';
      readonly sentence: string;
    };

/** The part of the estate that says which technicians may decide, and which accounts two of them must approve. */
export interface DecidingEstate {
  readonly msp: { readonly homeTenantId: string };
  readonly technicians: readonly TechnicianRules[];
  readonly approvals: { readonly twoPersons: TwoPersonsRules };
}

/** What the rules here look at: a rotation has it, with or without the facts that discovery read. */
type Decidable = Pick<
  WaitingRotation,
  'accountId' | 'account' | 'decideBefore' | 'carryOutBefore' | 'emergency' | 'state' | 'barred'
>;

/** Whether two different technicians must approve: by the estate as it is now, and always in an emergency. */
export const needsTwoPersons = (
  { account, emergency = false }: Pick<Decidable, 'account' | 'emergency'>,
  tenant: Pick<NamedTenant, 'name'>,
  { approvals }: Pick<DecidingEstate, 'approvals'>,
): boolean => emergency || isForTwoPersons(account.reasons, tenant, approvals.twoPersons);

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

/**
 * R1 before a decision: whether this technician may decide about this rotation now. Who has approved it as the first of two may still
 * reject it, and does not count as the second.
 */
export function mayDecide(
  technician: TechnicianRules,
  rotation: Decidable,
  tenant: NamedTenant,
  now: Date,
  decision: 'approve' | 'reject' = 'approve',
): Permission {
  const notHere = mustNotAct(technician, rotation, tenant);
  if (notHere !== undefined) return notHere;
  if (rotation.state.status !== 'awaiting-approval') {
    return refused('decided', 'This approval is decided already.');
  }
  if (now.getTime() >= Date.parse(rotation.decideBefore)) {
    return refused('too-late', 'The deadline has passed: nothing is reset.');
  }
  return decision === 'approve' && isBy(rotation.state.first, technician)
    ? refused('approved-by-you', 'You have approved this already: a second technician must approve it too.')
    : { allowed: true };
}

/**
 * Whether this technician may take an approval back, whoever gave it: until its password is staged. Possible after the deadline too, where
 * the reset waits for a change window: then nothing is reset.
 */
export function mayWithdraw(technician: TechnicianRules, rotation: Decidable, tenant: NamedTenant): Permission {
  const notHere = mustNotAct(technician, rotation, tenant);
  if (notHere !== undefined) return notHere;
  const { state } = rotation;
  if (state.status === 'approved') return { allowed: true };
  if (state.status !== 'awaiting-approval') {
    return refused('decided', 'This cannot be withdrawn any more: its reset has begun, or it has ended.');
  }
  return state.first === undefined
    ? refused('nothing-to-withdraw', 'Nobody has approved this: there is nothing to withdraw.')
    : { allowed: true };
}

const mustNotAct = (technician: TechnicianRules, rotation: Decidable, tenant: NamedTenant): Refusal | undefined =>
  decidesFor(technician, tenant)
    ? mustNotDecide(technician, rotation, tenant)
    : refused('other-tenant', `You do not decide for ${tenant.displayName}.`);

const isBy = (vote: Vote | undefined, { objectId }: Pick<TechnicianRules, 'objectId'>): boolean =>
  vote?.by.objectId.toLowerCase() === objectId.toLowerCase();

/** Where the tenant has no change window, an approval lapses this long after the deadline: nobody expects a reset any more. */
const LAPSES_AFTER_MS = 12 * 3_600_000;

/** After this instant an approval is not carried out any more. */
export const lapsesAt = ({
  decideBefore,
  carryOutBefore,
}: Pick<WaitingRotation, 'decideBefore' | 'carryOutBefore'>): Date =>
  carryOutBefore === undefined ? new Date(Date.parse(decideBefore) + LAPSES_AFTER_MS) : new Date(carryOutBefore);

/**
 * R1 again, right before a step acts: the recorded decision was allowed, those who made it may still decide, and they are as many as the
 * estate asks for now.
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
  const { second } = decision;
  const problem =
    voteProblem(decision, rotation, tenant, estate) ?? (second && voteProblem(second, rotation, tenant, estate));
  if (problem !== undefined) return problem;
  if (isBy(second, decision.by)) return `both approvals are by ${decision.by.name}`;
  if (second === undefined && needsTwoPersons(rotation, tenant, estate)) {
    return `two technicians must approve it, and only ${decision.by.name} has`;
  }
  return now > lapsesAt(rotation) ? 'the approval has lapsed' : undefined;
}

/** Why what one technician said does not count; `undefined`: it does. */
export function voteProblem(
  { by, at }: Vote,
  rotation: Decidable,
  tenant: NamedTenant,
  estate: DecidingEstate,
): string | undefined {
  const technician = estate.technicians.find((each) => each.objectId === by.objectId);
  if (technician === undefined || by.tenantId !== estate.msp.homeTenantId) {
    return `${by.name} is not a technician of this estate`;
  }
  if (!decidesFor(technician, tenant)) return `${by.name} does not decide for ${tenant.name}`;
  if (owns(technician, rotation, tenant)) return `${by.name} owns the account`;
  const missing = unfound(technician, rotation);
  if (missing.length > 0) {
    return `the own account ${missing.join(', ')} of ${by.name} was not found in ${tenant.name}`;
  }
  return Date.parse(at) >= Date.parse(rotation.decideBefore) ? 'the approval came after its deadline' : undefined;
}

/**
 * The second of two must know what the first said: an approval that was meant as the only or the first one does not become the second
 * because another technician was quicker.
 */
export const firstNotSeen = (first: Vote): Refusal =>
  refused(
    'first-not-seen',
    `${first.by.name} has approved this meanwhile, as the first of two: see what was said before you are the second.`,
  );

/** Why something was refused, for whoever asked. */
export type Refusal = Permission & { readonly allowed: false };

const refused = (reason: Refusal['reason'], sentence: string): Refusal => ({ allowed: false, reason, sentence });
