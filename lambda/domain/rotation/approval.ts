import type { Decision, Rotation } from './rotation.ts';

/** What the estate says of a technician; one as the estate file holds it has these fields, and more. */
export interface TechnicianRules {
  readonly objectId: string;
  /** The tenants for which this technician decides, by name. */
  readonly tenants: 'all' | readonly string[];
  /** Object ids or UPNs of the technician's own accounts. */
  readonly ownAccounts: readonly string[];
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
      readonly reason: 'other-tenant' | 'own-account' | 'too-late' | 'decided';
      readonly sentence: string;
    };

/** The part of the estate that says which technicians may decide. */
export interface DecidingEstate {
  readonly msp: { readonly homeTenantId: string };
  readonly technicians: readonly TechnicianRules[];
}

type Decidable = Pick<Rotation, 'accountId' | 'account' | 'decideBefore' | 'state'>;

const decidesFor = (technician: Pick<TechnicianRules, 'tenants'>, tenant: Pick<NamedTenant, 'name'>): boolean =>
  technician.tenants === 'all' || technician.tenants.includes(tenant.name);

/** Whether the account belongs to the technician: nobody approves the reset of an own account. */
export function isOwnAccount(
  technician: Pick<TechnicianRules, 'objectId' | 'ownAccounts'>,
  account: Decidable,
): boolean {
  const names = [account.accountId, account.account.userPrincipalName].map((each) => each.toLowerCase());
  // The MSP's home tenant may be one of the tenants: then the account that signs in is the technician's own too.
  return [technician.objectId, ...technician.ownAccounts].some((each) => names.includes(each.toLowerCase()));
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
  if (isOwnAccount(technician, rotation)) {
    return refused('own-account', 'This is an account of your own: another technician must decide.');
  }
  if (rotation.state.status !== 'awaiting-approval') {
    return refused('decided', 'This approval is decided already.');
  }
  if (now.getTime() >= Date.parse(rotation.decideBefore)) {
    return refused('too-late', 'The deadline has passed: nothing is reset.');
  }
  return { allowed: true };
}

/** An approval lapses this long after the deadline: by then its cycle has stopped waiting, and nobody expects a reset. */
const LAPSES_AFTER_MS = 12 * 3_600_000;

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
  if (isOwnAccount(technician, rotation)) return `${decision.by.name} owns the account`;
  if (Date.parse(decision.at) >= Date.parse(rotation.decideBefore)) return 'the approval came after its deadline';
  if (now.getTime() > Date.parse(rotation.decideBefore) + LAPSES_AFTER_MS) return 'the approval has lapsed';
  return undefined;
}

const refused = (reason: (Permission & { allowed: false })['reason'], sentence: string): Permission => ({
  allowed: false,
  reason,
  sentence,
});
