import type { Actor } from '../../rotation/rotation.ts';
import type { AuditRecord } from '../audit-record.ts';

/** What was said about one approval. */
export interface Decision {
  /**
   * `first`: the first of two persons has approved. `approved`: from here on a reset is allowed. `withdrawn`: whatever was approved counts
   * for nothing any more. `expired`: nobody decided in time.
   */
  readonly kind: 'first' | 'approved' | 'withdrawn' | 'rejected' | 'expired';
  /** ISO 8601, UTC. */
  readonly at: string;
  /** Place in the chain of the account: what comes before what is decided by it, for two records may have the same time. */
  readonly sequence: number;
  readonly by: Actor;
  /** A person's words. Left out: none were given. */
  readonly reason: string | undefined;
  /** Address that the person acted from. */
  readonly from: string | undefined;
}

const kinds: ReadonlyMap<string, Decision['kind']> = new Map([
  ['approval.first', 'first'],
  ['approval.approved', 'approved'],
  ['approval.withdrawn', 'withdrawn'],
  ['approval.rejected', 'rejected'],
  ['approval.expired', 'expired'],
]);

/** @param records  of one rotation, in the order of its chain */
export const decisionsIn = (records: readonly AuditRecord[]): readonly Decision[] =>
  records.flatMap(({ action, time, sequence, actor, reason, source }) => {
    const kind = kinds.get(action);
    if (kind === undefined) return [];
    return {
      kind,
      at: time,
      sequence,
      by: actor,
      reason: kind === 'expired' ? undefined : reason,
      from: source?.address,
    };
  });

/** Why a reset was not approved when it was attempted. */
export type NotApproved =
  | 'never-asked-or-answered'
  | 'first-of-two-only'
  | 'withdrawn'
  | 'rejected'
  | 'expired'
  /** Whoever approved was signed in as nobody: a program, or not known. */
  | 'not-a-person'
  | 'same-person-twice'
  /** An emergency takes two persons. */
  | 'one-person-in-emergency';

export type Standing =
  | { readonly approved: true; readonly by: readonly Decision[] }
  | { readonly approved: false; readonly why: NotApproved };

/**
 * Whether an approval stood at one place of the account's chain (R1). It outlives a failure, and ends with a withdrawal, a rejection or
 * the deadline. An approval of another rotation is none of this one.
 *
 * @param decisions  of one rotation, in order
 * @param before  the place of what needed the approval
 */
export function approvalBefore(
  decisions: readonly Decision[],
  before: number,
  { emergency }: { readonly emergency: boolean },
): Standing {
  let first: Decision | undefined;
  let approved: Decision | undefined;
  let why: NotApproved = 'never-asked-or-answered';
  for (const each of decisions.filter(({ sequence }) => sequence < before)) {
    if (each.kind === 'first') {
      [first, approved, why] = [each, undefined, 'first-of-two-only'];
    } else if (each.kind === 'approved') {
      approved = each;
    } else {
      [first, approved, why] = [undefined, undefined, each.kind];
    }
  }
  if (approved === undefined) return { approved: false, why };
  const by = first === undefined ? [approved] : [first, approved];
  const persons = by.flatMap((each) => (each.by.kind === 'technician' ? [each.by.objectId.toLowerCase()] : []));
  if (persons.length < by.length) return { approved: false, why: 'not-a-person' };
  if (new Set(persons).size < persons.length) return { approved: false, why: 'same-person-twice' };
  if (emergency && by.length < 2) return { approved: false, why: 'one-person-in-emergency' };
  return { approved: true, by };
}
