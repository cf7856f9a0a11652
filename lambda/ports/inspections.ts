import type { DirectoryUser } from '../domain/accounts/directory.ts';
import type { AuditFact } from '../domain/audit/audit-record.ts';
import type { EmergencyFacts } from '../domain/inspection/break-glass-drill.ts';
import type { WriterFacts } from '../domain/inspection/consent-drift.ts';
import type { Inspection, InspectionKind } from '../domain/inspection/inspection.ts';
import type { InspectionTicket } from '../domain/inspection/inspection-ticket.ts';

/** Looks at tenants that no cycle needs, their results, and their tickets. */

/** What only inspections read of a tenant. Everything here reads, and none of it may fail for what a tenant does not open. */
export interface TenantInspector {
  /**
   * Names of the permissions that the reader app has in the tenant; `undefined`: its token does not tell.
   * @throws {TenantNotReady} the tenant does not let the reader in
   * @throws {ReaderNotTrusted} Entra does not take our proof, which no tenant can change
   * @throws {GraphThrottled} · {GraphUnavailable}
   */
  readerPermissions(tenantId: string): Promise<readonly string[] | undefined>;
  /** @throws {TenantNotReady} · {GraphThrottled} · {GraphUnavailable} */
  emergencyFacts(
    tenantId: string,
    accounts: readonly DirectoryUser[],
    known: { readonly permissions: readonly string[] | undefined; readonly licence: 'none' | 'P1' | 'P2' | undefined },
  ): Promise<EmergencyFacts>;
  /** @throws {TenantNotReady} · {GraphThrottled} · {GraphUnavailable} */
  writerFacts(tenantId: string, permissions: readonly string[] | undefined): Promise<WriterFacts>;
}

/** Entra does not take the reader's proof, wherever it is asked: our own certificate, secret or federated credential. */
export class ReaderNotTrusted extends Error {
  override readonly name = 'ReaderNotTrusted';
}

export interface InspectionStore {
  /** The newest result of each tenant that was ever looked at. */
  ofKind(kind: InspectionKind): Promise<readonly Inspection[]>;
  find(kind: InspectionKind, tenantId: string): Promise<Inspection | undefined>;
  /**
   * Saves a result with its records, in one transaction (R5).
   * @param last  what it was made from; `undefined`: there was none
   * @returns `false`: another run was first
   */
  save(inspection: Inspection, last: Inspection | undefined, facts: readonly AuditFact[]): Promise<boolean>;
  ticketOf(kind: InspectionKind, tenantId: string): Promise<InspectionTicket | undefined>;
  /**
   * Saves it with the record of what was done in the PSA.
   * @throws {StaleState} another run has changed it
   */
  saveTicket(ticket: InspectionTicket, facts: readonly AuditFact[]): Promise<void>;
}
