import { isAskedFirst } from '../accounts/own-accounts.ts';
import { type DecidingEstate, mayDecide, type NamedTenant, needsTwoPersons, type TechnicianRules } from './approval.ts';
import type { WaitingRotation } from './rotation.ts';

/** Who is asked about an account, and when: one request per technician and cycle, the team at half-time, one last call. */

/** The times of a cycle that asking depends on. ISO 8601, UTC. */
export interface ApprovalWindow {
  readonly openedAt: string;
  readonly decideBefore: string;
}

/**
 * `asking`: those who are asked first. `half-time`: half of the window has passed, and stand-ins are asked too. `last-call`: a tenth of it
 * is left. `over`: nobody may decide any more.
 */
export type AskingPhase = 'asking' | 'half-time' | 'last-call' | 'over';

const MS_PER_MINUTE = 60_000;

/** Whoever asks looks every half hour: in a short window the last call must not fall between two looks. */
const LAST_LOOK_MS = 35 * MS_PER_MINUTE;

export function phaseAt({ openedAt, decideBefore }: ApprovalWindow, now: Date): AskingPhase {
  const [from, to, at] = [Date.parse(openedAt), Date.parse(decideBefore), now.getTime()];
  const window = to - from;
  if (at >= to) return 'over';
  if (at < from + window / 2) return 'asking';
  return at < Math.min(from + window * 0.9, to - LAST_LOOK_MS) ? 'half-time' : 'last-call';
}

/** How long the requests of a cycle wait for tenants that are still being read, so that one mail tells of all. */
const HELD_FOR_MS = 15 * MS_PER_MINUTE;
/** How long a request that was queued may take to become a mail: it is held, and the queue delivers it again every six minutes. */
const MAILED_WITHIN_MS = 45 * MS_PER_MINUTE;

const age = ({ openedAt }: Pick<ApprovalWindow, 'openedAt'>, now: Date) => now.getTime() - Date.parse(openedAt);

/** Whether requests may still wait for tenants; a tenant that hangs does not hold the others back for longer (R9). */
export const mayHoldRequests = (window: Pick<ApprovalWindow, 'openedAt'>, now: Date): boolean =>
  age(window, now) < HELD_FOR_MS;

/** Whether a request that was queued, and became no mail, counts as lost. */
export const isRequestOverdue = (window: Pick<ApprovalWindow, 'openedAt'>, now: Date): boolean =>
  age(window, now) >= MAILED_WITHIN_MS;

/** The technicians who may approve this account now: not who has approved it already. */
export const decidersOf = <T extends TechnicianRules>(
  rotation: WaitingRotation,
  tenant: NamedTenant,
  technicians: readonly T[],
  now: Date,
): readonly T[] => technicians.filter((each) => mayDecide(each, rotation, tenant, now).allowed);

/**
 * Whom a request about this account goes to: nobody where too few may approve it, so that none is asked in vain. Stand-ins are asked from
 * half-time on; at once in an emergency, and where those who are asked first are too few to approve it.
 */
export function askedAbout<T extends TechnicianRules>(
  rotation: WaitingRotation,
  tenant: NamedTenant,
  estate: DecidingEstate & { readonly technicians: readonly T[] },
  phase: AskingPhase,
  now: Date,
): readonly T[] {
  const able = decidersOf(rotation, tenant, estate.technicians, now);
  const missing = missingApprovals(rotation, tenant, estate);
  if (able.length < missing) return [];
  if (phase !== 'asking' || rotation.emergency === true) return able;
  const first = able.filter((each) => isAskedFirst(each, tenant));
  return first.length >= missing ? first : able;
}

/** How many technicians must still approve a waiting account. */
function missingApprovals(rotation: WaitingRotation, tenant: NamedTenant, estate: DecidingEstate): number {
  const { state } = rotation;
  const hasFirst = state.status === 'awaiting-approval' && state.first !== undefined;
  return needsTwoPersons(rotation, tenant, estate) && !hasFirst ? 2 : 1;
}
