import type { AuditAction, AuditRecord } from '../audit-record.ts';
import { grouped } from './grouped.ts';

/** What may become of a password without any cycle: told with the cycle that made the password. */
export const ofPasswords: readonly AuditAction[] = ['password.changed-elsewhere', 'credential.read-outside'];

/** Where a cycle made a password: from here on the newest one of the account is this. */
export const ofMaking: readonly AuditAction[] = ['credential.staged', 'credential.promoted'];

/** Whether the report of a cycle needs a record: one of its own, or one that tells which cycle a later record belongs to. */
export const isForReport = (cycleId: string, { cycleId: of, action }: AuditRecord): boolean =>
  of === cycleId || ofMaking.includes(action) || (of === undefined && ofPasswords.includes(action));

/**
 * The records of a cycle, and those of no cycle that are about a password which it made: by its version or, where none is on record, by
 * place: CloudTrail does not always name one. Such a record is about the password that was made last before it in its chain.
 *
 * @param records  of any cycle and chain, in any order, each once; with what `isForReport` takes of a chain, each lands where it belongs
 */
export function recordsOfCycle(cycleId: string, records: readonly AuditRecord[]): readonly AuditRecord[] {
  const makings = records.filter(({ action }) => ofMaking.includes(action));
  const made = new Set(makings.filter((each) => each.cycleId === cycleId).map(passwordOf));
  const byChain = new Map(grouped([...makings].sort(byPlace), ({ chain }) => chain));
  const isOurs = (each: AuditRecord) =>
    each.evidence?.secretVersionId === undefined
      ? byChain.get(each.chain)?.findLast(({ sequence }) => sequence < each.sequence)?.cycleId === cycleId
      : made.has(passwordOf(each));
  return records
    .filter(
      (each) =>
        each.cycleId === cycleId || (each.cycleId === undefined && ofPasswords.includes(each.action) && isOurs(each)),
    )
    .sort((a, b) => (a.chain < b.chain ? -1 : a.chain > b.chain ? 1 : byPlace(a, b)));
}

const passwordOf = ({ chain, evidence }: AuditRecord) => `${chain} ${evidence?.secretVersionId}`;

const byPlace = (a: AuditRecord, b: AuditRecord): number => a.sequence - b.sequence;
