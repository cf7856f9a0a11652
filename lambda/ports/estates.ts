import type { AuditFact } from '../domain/audit/audit-record.ts';
import type { RecordedEstate } from '../domain/audit/recorded-estate.ts';

/** Estates that were deployed, kept under their hashes in the locked bucket. */
export interface EstateArchive {
  /** Stores an estate. Harmless when repeated. @param canonical  canonical JSON, whose SHA-256 is the hash */
  store(hash: string, canonical: string): Promise<void>;
  /** @returns `undefined`: it is not there */
  read(hash: string): Promise<unknown>;
}

/** Which estate the records know. */
export interface EstateLog {
  last(): Promise<RecordedEstate | undefined>;
  /**
   * Moves on, together with the records of it (R5).
   * @throws {StaleState} another run has moved it
   */
  move(from: RecordedEstate | undefined, to: RecordedEstate, facts: readonly AuditFact[]): Promise<void>;
}
