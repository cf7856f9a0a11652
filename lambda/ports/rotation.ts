import type { AuditFact } from '../domain/audit/audit-record.ts';
import type { CredentialLink } from '../domain/credential/link.ts';
import type { RotationKey } from '../domain/identifiers.ts';
import type { Outcome, Rotation } from '../domain/rotation/rotation.ts';

/**
 * Rotations, their account locks, and the token that a workflow waits on.
 *
 * Every method that changes state takes the fact that records the change, and commits both in one transaction (R5).
 */

/** Somebody else changed the row first. The caller reads again; a workflow retries by this name. */
export class StaleState extends Error {
  override readonly name = 'StaleState';
}

export interface RotationStore {
  find(key: RotationKey): Promise<Rotation | undefined>;
  ofTenant(cycleId: string, tenantId: string): Promise<readonly Rotation[]>;
  /** Rotations of a tenant that wait for a decision, in any cycle, soonest deadline first. */
  openFor(tenantId: string): Promise<readonly Rotation[]>;
  /**
   * Moves a rotation from one state to the next.
   * @throws {StaleState} when the row is not at `from.revision` any more
   */
  advance(from: Rotation, to: Rotation, fact: AuditFact): Promise<Rotation>;
  /**
   * Makes this the one rotation of its account that is under way, until its outcome is known. Two at a time, of two cycles, could
   * each take the other's reset for its own (R3). An account with stand-ins is taken only while one of them is free (R2).
   * @returns why it was not: another rotation of it is under way, or of every stand-in
   * @throws {StaleState} the account is reserved for the deletion of its credential, which takes a moment
   */
  acquireLock(rotation: Rotation, now: Date): Promise<'acquired' | 'account-busy' | 'last-global-administrator'>;
  /** The rotation that locked an account; `undefined`: none. */
  lockHolder(account: Pick<RotationKey, 'tenantId' | 'accountId'>): Promise<RotationKey | undefined>;
  /** Whether at least one of these accounts has no rotation under way. */
  isAnyUnlocked(tenantId: string, accountIds: readonly string[]): Promise<boolean>;
  /** As `advance`, and makes the credential link in the same transaction. */
  deliver(from: Rotation, to: Rotation, link: CredentialLink, fact: AuditFact): Promise<Rotation>;
  /**
   * As `advance` to an end, all in one transaction: counts the rotation as done in its tenant, the first time; and lets go of
   * its account, unless it is uncertain.
   */
  close(
    from: Rotation,
    to: Rotation & { readonly state: { readonly status: Outcome } },
    fact: AuditFact,
  ): Promise<Rotation>;
  /** The token that the rotation's workflow waits on. `undefined`: it does not wait, or was told already. */
  taskTokenOf(key: RotationKey): Promise<string | undefined>;
  /** Forgets a token that was delivered. */
  forgetTaskToken(key: RotationKey, taskToken: string): Promise<void>;
  /** Records a fact that changes no state, such as a tenant-wide sign-out after a reset. */
  note(fact: AuditFact): Promise<void>;
}

/** Starts what goes on while the outcome of a rotation is uncertain. */
export interface Settling {
  /** Has the directory polled for this run of the rotation. Harmless when repeated: each run has one such workflow. */
  start(rotation: Pick<Rotation, keyof RotationKey | 'rotationId' | 'run'>): Promise<void>;
}

/** Completes task tokens. */
export interface TaskTokens {
  /** @returns `gone` when the token was used, expired or never existed: its workflow needs no telling any more */
  complete(taskToken: string): Promise<'completed' | 'gone'>;
}
