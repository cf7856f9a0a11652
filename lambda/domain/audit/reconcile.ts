import type { AuditFact } from './audit-record.ts';
import { CLOCK_SKEW_MS, matchedEntries } from './matched-entries.ts';

/**
 * Compares what we recorded about resets with what Entra's directory audit says. Neither is told by the other: a reset that only one of
 * them knows is what an auditor looks for.
 */

/** One change of a password, as the directory audit has it. */
export interface DirectoryReset {
  readonly id: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  /** Such as `Reset user password`. */
  readonly activity: string;
  readonly correlationId?: string | undefined;
  readonly accountId: string;
  readonly userPrincipalName?: string | undefined;
  readonly by:
    | { readonly kind: 'app'; readonly appId: string; readonly name: string }
    | { readonly kind: 'person'; readonly id: string; readonly name: string }
    | { readonly kind: 'unknown' };
}

/** One reset of ours: all attempts of one rotation at one account, which apply the same stored password; or one trial. */
export interface OurReset {
  /** Of a trial: what we named its request. */
  readonly rotationId: string;
  readonly accountId: string;
  readonly userPrincipalName: string;
  /** When its attempts were recorded, before each request was sent. ISO 8601, UTC. */
  readonly attempts: readonly string[];
  /** What we and Graph named its requests. */
  readonly requestIds: readonly string[];
  /** Whether it took effect, as our records say. */
  readonly succeeded: boolean;
}

type ResetFact = Pick<AuditFact, 'action' | 'time' | 'rotationId' | 'accountId' | 'userPrincipalName'> & {
  readonly evidence?: Pick<NonNullable<AuditFact['evidence']>, 'graphRequestId' | 'clientRequestId'> | undefined;
};

/** Actions of records that tell of resets. */
export const resetActions = [
  'reset.attempted',
  'reset.succeeded',
  'reset.proven',
  'reset.refused',
  'trial.attempted',
  'trial.succeeded',
] as const;

const attempted: readonly string[] = ['reset.attempted', 'trial.attempted'];
const done: readonly string[] = ['reset.succeeded', 'reset.proven', 'trial.succeeded'];

/** @param facts  of one tenant, in any order */
export function ourResets(facts: readonly ResetFact[]): readonly OurReset[] {
  const byRotation = new Map<string, OurReset>();
  for (const { action, time, accountId, userPrincipalName, evidence, ...fact } of facts) {
    // A trial belongs to no rotation, and has one request.
    const rotationId = fact.rotationId ?? (action.startsWith('trial.') ? evidence?.clientRequestId : undefined);
    if (rotationId === undefined || accountId === undefined) continue;
    if (!resetActions.some((each) => each === action)) continue;
    const before = byRotation.get(rotationId);
    const ids = [evidence?.graphRequestId, evidence?.clientRequestId].flatMap((id) => (id === undefined ? [] : [id]));
    byRotation.set(rotationId, {
      rotationId,
      accountId,
      userPrincipalName: userPrincipalName ?? before?.userPrincipalName ?? accountId,
      attempts: [...(before?.attempts ?? []), ...(attempted.includes(action) ? [time] : [])],
      requestIds: [...new Set([...(before?.requestIds ?? []), ...ids])],
      succeeded: (before?.succeeded ?? false) || done.includes(action),
    });
  }
  return [...byRotation.values()].filter(({ attempts }) => attempts.length > 0);
}

export interface Reconciled {
  /** Resets that both know. */
  readonly matched: number;
  /** Changes of accounts that we rotate, by somebody else. */
  readonly foreign: readonly DirectoryReset[];
  /** Changes by our own writer app that no record of ours tells of: somebody else uses it, or records are missing. */
  readonly unrecorded: readonly DirectoryReset[];
  /** Changes of accounts that we have never rotated: of no concern, and counted. */
  readonly ofOthers: number;
  /** Resets that our records call done and that the directory audit does not show. */
  readonly notShown: readonly OurReset[];
  /** The same, where the directory audit may still be late, or does not reach back so far. */
  readonly notYetShown: number;
}

export interface ReconcileOptions {
  readonly writerClientId: string;
  /** ISO 8601, UTC: from when on both were read. */
  readonly since: string;
  readonly now: Date;
}

/** Entries of the directory audit come minutes later; Microsoft promises no time. */
const LATE_MS = 60 * 60_000;

export function reconcile(
  ours: readonly OurReset[],
  theirs: readonly DirectoryReset[],
  { writerClientId, since, now }: ReconcileOptions,
): Reconciled {
  const foreign: DirectoryReset[] = [];
  const unrecorded: DirectoryReset[] = [];
  const isByUs = ({ by }: DirectoryReset) =>
    by.kind === 'app' && by.appId.toLowerCase() === writerClientId.toLowerCase();
  const resetsOf = byAccount(ours);
  const shown = new Set<string>();
  let ofOthers = 0;
  for (const [account, entries] of byAccount(theirs)) {
    const resets = resetsOf.get(account) ?? [];
    const matched = matchedEntries(resets, entries, isByUs);
    for (const rotationId of matched.values()) shown.add(rotationId);
    for (const each of entries) {
      if (matched.has(each)) continue;
      if (isByUs(each)) unrecorded.push(each);
      else if (resets.length > 0) foreign.push(each);
      else ofOthers += 1;
    }
  }
  const missing = ours.filter(({ rotationId, succeeded }) => succeeded && !shown.has(rotationId));
  const inRange = missing.filter(({ attempts }) => isCertain(attempts, Date.parse(since), now.getTime()));
  return {
    matched: shown.size,
    foreign: foreign.sort(byTime),
    unrecorded: unrecorded.sort(byTime),
    ofOthers,
    notShown: inRange,
    notYetShown: missing.length - inRange.length,
  };
}

const byTime = (one: DirectoryReset, other: DirectoryReset): number => Date.parse(one.at) - Date.parse(other.at);

function byAccount<Each extends { readonly accountId: string }>(all: readonly Each[]): ReadonlyMap<string, Each[]> {
  const found = new Map<string, Each[]>();
  for (const each of all) {
    const account = each.accountId.toLowerCase();
    const known = found.get(account);
    if (known === undefined) found.set(account, [each]);
    else known.push(each);
  }
  return found;
}

/** Whether the directory audit would show it by now: its first attempt lies within what was read, its last one an hour ago. */
function isCertain(attempts: readonly string[], since: number, now: number): boolean {
  const instants = attempts.map((each) => Date.parse(each));
  return Math.min(...instants) >= since + CLOCK_SKEW_MS && Math.max(...instants) <= now - LATE_MS;
}
