import type { Checkpoint } from '../domain/audit/checkpoint.ts';

/** The newest signed checkpoint, as its reader needs it to compare. */
export interface ShownCheckpoint {
  readonly checkpoint: Checkpoint;
  /** SHA-256, hex, of its text: what mails and tickets name it by. */
  readonly hash: string;
  /** SHA-256, hex, of the public key beside it. Left out: no key beside it has signed it. */
  readonly keyFingerprint?: string;
}

export interface NewestCheckpoint {
  /**
   * `none`: there is none yet; `unreadable`: what lies there is no checkpoint of ours.
   * The signature is checked with the key that lies beside it. Whoever can replace both is found by comparing with what others kept.
   */
  newestCheckpoint(): Promise<ShownCheckpoint | 'none' | 'unreadable'>;
}
