import type { AuditFact } from '../domain/audit/audit-record.ts';
import type { VaultCheck } from '../domain/credential/vault-check.ts';

/** What was found in the vault before cycles, for some weeks. */
export interface VaultChecks {
  ofCycle(cycleId: string): Promise<readonly VaultCheck[]>;
  /**
   * Keeps a check and its record, in one transaction (R5).
   *
   * @param since  ISO 8601, UTC: one that is there counts only if it is not older
   * @returns `false`: another run was first
   */
  record(check: VaultCheck, since: string, fact: AuditFact): Promise<boolean>;
  /** Whether the message about the checks since an instant was sent. */
  isTold(cycleId: string, since: string): Promise<boolean>;
  setTold(cycleId: string, since: string, now: Date): Promise<void>;
}
