import type { VaultWrite } from '../domain/credential/vault-write.ts';
import type { RotationKey } from '../domain/identifiers.ts';
import type { Rotation } from '../domain/rotation/rotation.ts';

/**
 * The way of new passwords into the vault: a queue of their own, and turns, so that an older password never ends up over a newer one.
 */

/** Delivers each write at least once, again and again until it is done. */
export interface VaultQueue {
  send(write: VaultWrite): Promise<void>;
}

export interface VaultTurns {
  /** The version of the account's credential that was made current last; `undefined`: none is on record. */
  currentVersion(account: Pick<RotationKey, 'tenantId' | 'accountId'>): Promise<string | undefined>;
  /**
   * Reserves the account's record of the vault for a rotation. A turn is never given back: a request whose answer got lost may still take
   * effect until it has lapsed. The same rotation may take its turn again, which then never ends earlier.
   * @returns `false` while another rotation of the account has its turn
   */
  take(rotation: Rotation, now: Date, until: Date): Promise<boolean>;
}
