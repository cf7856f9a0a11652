import type { AuditRecord, ChainHead } from '../domain/audit/audit-record.ts';
import type { Seal } from '../domain/audit/seal.ts';

/**
 * Audit records, and the seals over them.
 */

export interface AuditReader {
  /** All records of one chain, in order. */
  recordsOf(chain: string): Promise<readonly AuditRecord[]>;
  /** The end of each given chain; chains without a record are left out. */
  headsOf(chains: readonly string[]): Promise<readonly ChainHead[]>;
}

export interface SealStore {
  /** Hash of the newest seal; 64 zeros when there is none. */
  latestHash(): Promise<string>;
  /** Signs and stores the seal of a cycle, once: repeating it returns the hash of the stored one. */
  seal(seal: Seal): Promise<{ readonly hash: string }>;
}
