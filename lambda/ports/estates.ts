import type { AuditFact } from '../domain/audit/audit-record.ts';
import type { RecordedEstate } from '../domain/audit/recorded-estate.ts';

/** Estates that were published, as functions read them. */
export interface PublishedEstates {
  /** @returns hash of the estate in force; `undefined`: none was ever published */
  current(): Promise<string | undefined>;
  /** @returns canonical JSON of an estate; `undefined`: it is not there */
  text(hash: string): Promise<string | undefined>;
}

/** Estates that were deployed, kept under their hashes in the locked bucket. */
export interface EstateArchive {
  /** Stores an estate. Harmless when repeated. @param canonical  canonical JSON, whose SHA-256 is the hash */
  store(hash: string, canonical: string): Promise<void>;
  /** @returns `undefined`: it is not there */
  read(hash: string): Promise<unknown>;
}

/** Where what is published lies before it is checked. */
export interface EstateAssets {
  /** @returns the text of an asset */
  read(bucket: string, key: string): Promise<string>;
}

/** Keeps estates where functions read them. */
export interface EstateKeeper {
  /**
   * Keeps an estate under its hash. Harmless when repeated.
   * @param text  canonical JSON, whose SHA-256 is the hash
   * @throws {EstateTooLarge}
   */
  keep(hash: string, text: string): Promise<void>;
}

/** An estate does not fit into a row, however well it is compressed. */
export class EstateTooLarge extends Error {
  override readonly name = 'EstateTooLarge';
  constructor(
    readonly bytes: number,
    readonly most: number,
  ) {
    super(`the estate takes ${bytes} bytes compressed, and ${most} is the most`);
  }
}

/** Which estate is in force, and the records of how it came so. */
export interface EstateLog {
  last(): Promise<RecordedEstate | undefined>;
  /**
   * Moves on, together with the records of it (R5).
   * @throws {StaleState} another run has moved it
   */
  move(from: RecordedEstate | undefined, to: RecordedEstate, facts: readonly AuditFact[]): Promise<void>;
}
