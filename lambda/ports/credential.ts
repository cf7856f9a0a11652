import type { AuditFact } from '../domain/audit/audit-record.ts';
import type { CredentialContent } from '../domain/credential/credential-content.ts';
import type {
  ApprovalsLink,
  CredentialLink,
  CredentialLinkState,
  LinkPurpose,
  Locator,
} from '../domain/credential/link.ts';
import type { CredentialView, Retirement } from '../domain/credential/retirement.ts';
import type { RotationKey } from '../domain/identifiers.ts';

/**
 * Credentials, the links that hand them over, and their deletion.
 *
 * Every method that changes state takes the fact that records the change, and commits both in one transaction (R5).
 */

export interface LinkStore {
  /** Stores the technician's approvals link of a cycle, unless there is one. @returns the link that is stored */
  approvalsLink(link: ApprovalsLink, fact: AuditFact): Promise<ApprovalsLink>;
  findApprovals(linkId: string): Promise<ApprovalsLink | undefined>;
  findCredential(linkId: string): Promise<CredentialLink | undefined>;
  /**
   * Links of a tenant whose passwords still wait for somebody, of all cycles and technicians, those that expire first in front; also
   * expired ones. A change of the last second may not show yet: read a link by its id before acting on it.
   */
  openIn(tenantId: string): Promise<readonly CredentialLink[]>;
  /**
   * Claims the one view of a link (R6): only from `ready`, before `expiresAt`, by its recipient.
   * @returns whether this caller got the view; only then may the password be read
   */
  claim(
    link: CredentialLink,
    revealed: CredentialLinkState & { readonly status: 'revealed' },
    now: Date,
    fact: AuditFact,
  ): Promise<boolean>;
  /**
   * Changes a link's state, if it still is the given one.
   * @param retirement  the retirement that follows from a confirmation; it replaces an older one of the account
   * @throws {StaleState} the state has changed
   */
  change(link: CredentialLink, to: CredentialLinkState, fact: AuditFact, retirement?: Retirement): Promise<void>;
  /**
   * Makes a further link for the same rotation, for the same or for another technician, and revokes the old one, in one transaction.
   * @throws {StaleState} the old one has changed
   */
  renew(old: CredentialLink, renewed: CredentialLink, fact: AuditFact): Promise<void>;
}

export interface LinkSigner {
  /** The whole address, such as `https://…/c/<locator>`. The same link always gets the same one. */
  addressOf(purpose: LinkPurpose, locator: Locator): Promise<string>;
}

export interface LinkVerifier {
  /** @returns `undefined` for a locator that is malformed, forged, made for another purpose, or expired */
  verify(purpose: LinkPurpose, locator: string, now: Date): Promise<Locator | undefined>;
}

/** Credentials that are to be deleted, and the reservation of their account locks. */
export interface RetirementStore {
  find(account: Pick<RotationKey, 'tenantId' | 'accountId'>): Promise<Retirement | undefined>;
  /** At most `limit` retirements that are due, longest due first. */
  due(now: Date, limit: number): Promise<readonly Retirement[]>;
  /**
   * Reserves the account lock until an instant, so that no rotation of the account acquires it before. After that instant the
   * caller may do nothing more for this retirement. Reserve for seconds: when a function stops, its reservation lapses.
   * @returns `false` when a rotation holds the account lock, or another run has reserved it
   */
  reserve(retirement: Retirement, now: Date, until: Date): Promise<boolean>;
  /** Releases the account lock, if it is reserved for this retirement. */
  release(retirement: Retirement): Promise<void>;
  /** Moves the due date. Changes nothing where a later confirmation has replaced the retirement. */
  putOff(retirement: Retirement, dueAt: Date): Promise<void>;
  /**
   * Records that a deletion is about to be sent.
   * @throws {StaleState} a later confirmation replaced the retirement, or a rotation acquired the account lock
   */
  attempt(retirement: Retirement, fact: AuditFact): Promise<void>;
  /** Removes a retirement and releases the account lock. @throws {StaleState} as `attempt` */
  finish(retirement: Retirement, fact: AuditFact): Promise<void>;
}

/** Stages new versions. Cannot read one. */
export interface CredentialStaging {
  /** Whether this version exists already: then its value is kept, and no other is ever generated for it. */
  hasVersion(tenantId: string, accountId: string, versionId: string): Promise<boolean>;
  /** Stores a version labelled as pending; makes the credential first if the account has none. */
  stage(tenantId: string, accountId: string, versionId: string, content: CredentialContent): Promise<void>;
}

export interface CredentialReader {
  /** @returns `undefined` when there is no such version, or the credential is scheduled for deletion */
  read(tenantId: string, accountId: string, versionId: string): Promise<CredentialContent | undefined>;
}

export interface CredentialLabels {
  /**
   * Makes the version AWSCURRENT, and takes the pending labels off older versions. Harmless when repeated.
   *
   * @param requireStillProven  called after the labels were read and before one is moved; where it throws, no label moves. So a
   *   version that was proven long ago never replaces a newer one: if the newer one was promoted before, this callback throws; if
   *   after, AWSCURRENT has left the version where it was read, and the move fails
   * @throws {StaleState} a label has moved since it was read
   */
  promote(
    tenantId: string,
    accountId: string,
    versionId: string,
    requireStillProven: () => Promise<void>,
  ): Promise<void>;
}

/** Restores deleted credentials. Cannot read one. */
export interface CredentialRestoring {
  /** @returns ISO 8601, UTC: until when a deleted credential can be restored; `undefined` when it is not deleted, or is gone for good */
  recoverableUntil(tenantId: string, accountId: string): Promise<string | undefined>;
  restore(tenantId: string, accountId: string): Promise<void>;
}

/** Deletes credentials so that they can be restored for some days. Cannot read one. */
export interface CredentialDeletion {
  /** @returns `undefined` when there is no such credential */
  view(tenantId: string, accountId: string): Promise<CredentialView | undefined>;
  /** @returns ISO 8601, UTC: until when it can be restored */
  scheduleDeletion(tenantId: string, accountId: string, recoveryDays: number): Promise<string>;
}
