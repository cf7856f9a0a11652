import type { VaultRecordName } from '../domain/credential/vault-record.ts';

/**
 * The MSP's vault. No port and no use case knows which vault it is. Records are changed, never made; nothing is read back (R4).
 */

export interface VaultReceipt {
  /** Id of the record in the vault, for the audit record and for people who look for it. */
  readonly recordId: string;
}

export interface VaultWriter {
  /**
   * Writes the password into the record. Writing the same again does no harm.
   * @throws {VaultRefused} a person must mend something first: trying again alone would not help
   * @throws {VaultBusy} the vault asks to wait: try again then
   * @throws {Error} anything else, such as a vault that is down: try again. No error repeats any of what was sent or answered
   */
  write(record: VaultRecordName, password: string): Promise<VaultReceipt>;
}

export interface VaultFinding {
  /** Id of the record in the vault; left out: this vault tells of no record without telling its password, so that was not looked at. */
  readonly recordId?: string;
}

export interface VaultPreflight {
  /**
   * Whether the record can be found and its password set, as far as the vault tells without changing it. No password is asked for: it
   * runs where none may be (R4).
   * @throws as `write`
   */
  check(record: VaultRecordName): Promise<VaultFinding>;
}

/** Why a vault did not take a password, where a person must mend it. */
export type VaultProblem =
  /** No record, or no organization, has this name or id. */
  | 'record-not-found'
  /** Several have the name. */
  | 'record-ambiguous'
  /** The key is wrong, or may not change passwords there. */
  | 'vault-not-allowed'
  /** The vault refused what was sent, or the record has no place for one password. */
  | 'vault-refused';

export class VaultRefused extends Error {
  override readonly name = 'VaultRefused';
  constructor(
    readonly problem: VaultProblem,
    /** A sentence for people: what was looked for, and where. It holds nothing that the vault answered but codes. */
    message: string,
  ) {
    super(message);
  }
}

/** The vault takes no more requests now. */
export class VaultBusy extends Error {
  override readonly name = 'VaultBusy';
  constructor(
    message: string,
    /** How long it asks to wait, a day at most; `undefined`: it named no time. */
    readonly retryAfterSeconds: number | undefined,
  ) {
    super(message);
  }
}
