import type { AuditRecord } from '../audit-record.ts';
import { approvalBefore, type Decision, type Standing } from './approvals.ts';

/** One attempt to reset a password. */
export interface Reset {
  /** ISO 8601, UTC. */
  readonly at: string;
  /** Whether an approval stood then. */
  readonly approval: Standing;
  /** The id that we sent to Microsoft Graph. */
  readonly clientRequestId: string | undefined;
}

/** What shows that the password was changed. */
export interface Proof {
  /** ISO 8601, UTC: when it was recorded. */
  readonly at: string;
  /** `directory`: Entra shows the change. `person`: no answer came, and somebody has signed in with the new password. */
  readonly by: 'directory' | 'person';
  readonly detail: string | undefined;
}

/** Where a reset shows, should its attempt be missing from the records: each of these says that one was sent. */
const afterAttempt: readonly string[] = ['reset.succeeded', 'reset.uncertain', 'reset.proven', 'credential.promoted'];

/**
 * The attempts on record. A record that says that there was a reset, with no attempt before it, counts as one: it must have an approval too.
 *
 * @param records  of one rotation, in the order of its chain
 */
export function resetsIn(
  records: readonly AuditRecord[],
  decisions: readonly Decision[],
  cycle: { readonly emergency: boolean },
): readonly Reset[] {
  const attempts = records.filter(({ action }) => action === 'reset.attempted');
  const shown =
    attempts.length > 0 ? attempts : records.filter(({ action }) => afterAttempt.includes(action)).slice(0, 1);
  return shown.map(({ time, sequence, evidence }) => ({
    at: time,
    approval: approvalBefore(decisions, sequence, cycle),
    clientRequestId: evidence?.clientRequestId,
  }));
}

/** @param records  as of `resetsIn` */
export function proofIn(records: readonly AuditRecord[]): Proof | undefined {
  const proven = records.findLast(({ action }) => action === 'reset.proven');
  // Only a person's word is followed by a password that is current and that no directory has shown.
  const told = records.findLast(({ action }) => action === 'rotation.resolved');
  const isCurrent = records.some(({ action }) => action === 'credential.promoted');
  const found = proven ?? (isCurrent ? told : undefined);
  return found && { at: found.time, by: found === proven ? 'directory' : 'person', detail: found.evidence?.detail };
}

/** The requests of Microsoft Graph that answered a reset, each once. */
export const graphRequestsIn = (records: readonly AuditRecord[]): readonly string[] => [
  ...new Set(
    records
      .filter(({ action }) => action === 'reset.succeeded' || action === 'reset.proven')
      .flatMap(({ evidence }) => evidence?.graphRequestId ?? []),
  ),
];
