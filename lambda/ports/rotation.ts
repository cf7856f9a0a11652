import type { AuditFact } from '../domain/audit/audit-record.ts';
import type { CredentialLink } from '../domain/credential/link.ts';
import type { Retirement } from '../domain/credential/retirement.ts';
import type { VaultSettled } from '../domain/credential/vault-writing.ts';
import type { RotationKey } from '../domain/identifiers.ts';
import type { InState, Outcome, Rotation, WaitingRotation } from '../domain/rotation/rotation.ts';

/**
 * Rotations, their account locks, and the token that a workflow waits on.
 *
 * Every method that changes state takes the fact that records the change, and commits both in one transaction (R5).
 */

/** Another writer changed the row first. The caller reads the row again; workflows retry this error by its name. */
export class StaleState extends Error {
  override readonly name = 'StaleState';
}

/** Step Functions refused to complete a task token because it was asked too often. Nothing happened. */
export class TokensThrottled extends Error {
  override readonly name = 'TokensThrottled';
}

export interface RotationStore {
  find(key: RotationKey): Promise<Rotation | undefined>;
  ofTenant(cycleId: string, tenantId: string): Promise<readonly Rotation[]>;
  /**
   * Rotations of a tenant that wait for a decision, in any cycle, soonest deadline first. Read from an index: one that was decided in the
   * last second may still be among them.
   */
  openFor(tenantId: string): Promise<readonly WaitingRotation[]>;
  /**
   * Moves a rotation from one state to the next.
   * @throws {StaleState} when the row is not at `from.revision` any more
   */
  advance(from: Rotation, to: Rotation, fact: AuditFact): Promise<Rotation>;
  /**
   * Acquires the account lock for this rotation, which holds it until its outcome is known. Two rotations at a time, of two cycles,
   * could each take the other's reset for its own (R3). Where the account has stand-ins, one of them must be unlocked (R2).
   * @returns `account-busy`: another rotation holds the lock; `last-global-administrator`: rotations hold the locks of all stand-ins
   * @throws {StaleState} the lock is reserved while the credential is deleted, which takes seconds
   */
  acquireLock(rotation: Rotation, now: Date): Promise<'acquired' | 'account-busy' | 'last-global-administrator'>;
  /** The rotation that holds the account lock; `undefined`: none does. */
  lockHolder(account: Pick<RotationKey, 'tenantId' | 'accountId'>): Promise<RotationKey | undefined>;
  /** Whether no rotation holds the account lock of at least one of these accounts. */
  isAnyUnlocked(tenantId: string, accountIds: readonly string[]): Promise<boolean>;
  /** As `advance`, and makes the credential link in the same transaction; `undefined`: the vault alone gets the password. */
  deliver(
    from: Rotation,
    to: Rotation,
    link: CredentialLink | undefined,
    facts: readonly [AuditFact, ...AuditFact[]],
  ): Promise<Rotation>;
  /**
   * Records how writing a password into the vault ended, whether its rotation is closed by now or not.
   * @param more  the link that a person gets instead; the retirement that follows from the vault's receipt
   * @throws {StaleState} it does not wait for the vault any more; or a link was to show what is not the account's current password by now
   */
  settleVault(
    from: InState<'delivered' | 'rotated'>,
    to: Rotation & { readonly vault: VaultSettled },
    facts: readonly [AuditFact, ...AuditFact[]],
    more: { readonly link?: CredentialLink | undefined; readonly retirement?: Retirement | undefined },
  ): Promise<void>;
  /**
   * As `advance` to an end, all in one transaction: counts the rotation as done in its tenant, the first time; and releases the
   * account lock, unless the outcome is uncertain.
   */
  close(
    from: Rotation,
    to: Rotation & { readonly state: { readonly status: Outcome } },
    fact: AuditFact,
  ): Promise<Rotation>;
  /** The token that the rotation's workflow waits on. `undefined`: it does not wait, or its token was completed already. */
  taskTokenOf(key: RotationKey): Promise<string | undefined>;
  /** Removes a token that was completed; a newer one stays. */
  forgetTaskToken(key: RotationKey, taskToken: string): Promise<void>;
  /** Records a fact that changes no state, such as a tenant-wide sign-out after a reset. */
  note(fact: AuditFact): Promise<void>;
}

/** Starts the workflow that polls the directory while the outcome of a rotation is uncertain. */
export interface Settling {
  /** Starts polling for this run of the rotation. Harmless when repeated: each run has one such workflow. */
  start(rotation: Pick<Rotation, keyof RotationKey | 'rotationId' | 'run'>): Promise<void>;
}

/** Completes task tokens. */
export interface TaskTokens {
  /**
   * @returns `gone` when the token was used, expired or never existed: no workflow waits on it any more
   * @throws {TokensThrottled}
   */
  complete(taskToken: string): Promise<'completed' | 'gone'>;
}
