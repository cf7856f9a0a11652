import type { AccessCount, AccessFact } from '../domain/audit/access.ts';
import type { ArchivedChange } from '../domain/audit/archived-change.ts';
import type { AuditRecord, ChainHead } from '../domain/audit/audit-record.ts';

/**
 * Audit records: reading them, those about access, and keeping what happens to them.
 */

/** Where nobody can change what was kept. */
export interface AuditArchive {
  /** Keeps changes, in their order in the stream of the audit table. Keeping the same ones again is harmless. */
  keep(changes: readonly [ArchivedChange, ...ArchivedChange[]]): Promise<void>;
}

export interface AuditReader {
  /** All records of one chain, in order. */
  recordsOf(chain: string): Promise<readonly AuditRecord[]>;
  /** The end of each given chain; chains without a record are left out. */
  headsOf(chains: readonly string[]): Promise<readonly ChainHead[]>;
  /** The ends of all chains about people's access. */
  accessHeads(): Promise<readonly ChainHead[]>;
}

export interface AccessReader {
  /** The newest records of a chain, newest first. */
  newestOf(chain: string, limit: number): Promise<readonly AuditRecord[]>;
}

/** Records what people were refused, and their sign-ins, so that nobody can fill the log. */
export interface AccessLog {
  /**
   * Counts facts of one kind, and records those that are among the first of their stretch.
   *
   * @param facts  at least one; they have the same person, action and reason
   * @returns how many of the kind there were in this stretch before, and with these
   */
  note(facts: readonly [AccessFact, ...AccessFact[]]): Promise<{ readonly before: number; readonly count: number }>;
}

export interface AccessCounts {
  /** Counts whose stretch has ended. */
  ended(now: Date): Promise<readonly AccessCount[]>;
  /**
   * Records how many there were that have no record of their own.
   * @throws {StaleState} another run has told it, or the count has changed
   */
  tell(count: AccessCount, fact: AccessFact): Promise<void>;
}
