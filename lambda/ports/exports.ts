import type { AuditFact } from '../domain/audit/audit-record.ts';
import type { ExportState } from '../domain/audit/export-plan.ts';

/** What is known of exports of the audit table: one row. Reads see every earlier write. */
export interface ExportStore {
  find(): Promise<ExportState>;
  /** @throws {StaleState} somebody else changed it meanwhile */
  plan(before: ExportState, after: ExportState): Promise<void>;
  /**
   * The same, with its record in one transaction (R5).
   * @throws {StaleState} somebody else changed it meanwhile
   */
  end(before: ExportState, after: ExportState, fact: AuditFact): Promise<void>;
}
