import type { ChainHead } from '../domain/audit/audit-record.ts';
import type { ChainGap, ChainProblem } from '../domain/audit/chain-follower.ts';

/**
 * Checkpoints, what they are made from, and what signs them.
 */

/** Another run has stored a checkpoint of this number first. */
export class CheckpointExists extends Error {
  override readonly name = 'CheckpointExists';
}

export interface CheckpointStore {
  /** Number of the newest checkpoint; 0 where there is none. */
  newest(): Promise<number>;
  /**
   * A signed note, to the byte.
   * @throws there is no such checkpoint
   */
  note(number: number): Promise<string>;
  /** Lines of a file of heads. */
  heads(number: number, hash: string): Promise<string>;
  /** Stores lines under the hash of what they hold; storing them again is harmless. */
  storeHeads(number: number, hash: string, lines: string): Promise<void>;
  /**
   * Stores a note under a number that has none. Storing the same one again is harmless.
   * @throws {CheckpointExists} another note has the number
   */
  storeNote(number: number, note: string): Promise<void>;
  /** Public keys that were stored, as SubjectPublicKeyInfo (DER), whose fingerprints begin so. */
  publicKeys(beginning: string): Promise<readonly Uint8Array[]>;
  /** Storing a key again is harmless. */
  storePublicKey(spki: Uint8Array): Promise<void>;
}

/** A second place for signed notes, where nobody of this account can change them. */
export type CheckpointWitness = Pick<CheckpointStore, 'newest' | 'note' | 'storeNote'>;

export interface CheckpointSigner {
  /** As SubjectPublicKeyInfo, DER. */
  publicKey(): Promise<Uint8Array>;
  /** ECDSA over SHA-256 of the text, DER. */
  sign(text: string): Promise<Uint8Array>;
}

/** One object of the archive. */
export interface ArchivedObject {
  readonly key: string;
  /** `undefined`: it cannot be read as what it should be. */
  readonly lines: readonly string[] | undefined;
}

export interface ArchiveReader {
  /** What was stored at that instant or later, and maybe more. Left out: everything. */
  storedSince(since: Date | undefined): AsyncIterable<ArchivedObject>;
}

export interface RecordReader {
  /** Rows of the audit table as they stand, whatever they are. */
  rowsIn(gap: ChainGap): Promise<readonly unknown[]>;
  /** The row that comes next after a number. `undefined`: there is none. */
  rowAfter(chain: string, sequence: number): Promise<unknown>;
  /** The row at the end of a chain. `undefined`: the chain has none. */
  lastRow(chain: string): Promise<unknown>;
}

/** Calls a person. Telling the same twice is harmless: a run that is stopped tells it again. */
export interface CheckpointAlarm {
  /** What of the archive does not fit. */
  doesNotFit(problems: readonly ChainProblem[]): void;
  /** Chains with records that the archive should have had long ago. */
  isBehind(chains: readonly string[]): void;
}

/** Calls a person. Each run tells it anew, for as long as it is so. */
export interface WitnessAlarm {
  /** @param why  what went wrong when it was to be given checkpoints */
  lacks(why: unknown): void;
  /** Our own checkpoints are not those that the witness was given. @param what  in which way, in words */
  differs(what: string): void;
}

/** What the seal of a cycle must reach. */
export interface CycleEnds {
  /** ISO 8601. */
  readonly closedAt: string;
  readonly heads: readonly ChainHead[];
}

export interface CycleEndsStore {
  write(cycleId: string, ends: CycleEnds): Promise<void>;
  /** @throws the cycle was not closed */
  read(cycleId: string): Promise<CycleEnds>;
}
