import type { ExcludedAccount, PlannedAccount } from './domain/account.ts';
import type { AuditFact, AuditRecord, ChainHead } from './domain/audit.ts';
import type { Cycle, TenantInCycle, Totals } from './domain/cycle.ts';
import type { DirectorySnapshot, DirectoryUser, LiveAccount } from './domain/directory.ts';
import type { RotationKey } from './domain/identifiers.ts';
import type { ApprovalsLink, CredentialLink, CredentialLinkState, LinkPurpose, Locator } from './domain/link.ts';
import type { Message } from './domain/message.ts';
import type { CredentialView, Retirement } from './domain/retirement.ts';
import type { Outcome, Rotation } from './domain/rotation.ts';
import type { FurtherReads } from './domain/tenant-rules.ts';

/**
 * What use cases need from outside. Each function is wired with the few that it may use.
 *
 * Every method that changes state takes the fact that records the change, and commits both in one transaction (R5).
 */

export type Now = () => Date;

/** Somebody else changed the row first. The caller reads again; a workflow retries by this name. */
export class StaleState extends Error {
  override readonly name = 'StaleState';
}

export interface CycleStore {
  /** Opens a cycle once. `resumed`: this very execution had opened it before. Writes one `pending` tenant row per tenant. */
  open(
    cycle: Cycle,
    tenants: readonly { readonly tenantId: string; readonly displayName: string }[],
    fact: AuditFact,
  ): Promise<'opened' | 'resumed' | 'already-open'>;
  find(cycleId: string): Promise<Cycle | undefined>;
  /** Newest first. */
  latest(limit: number): Promise<readonly Cycle[]>;
  tenantsOf(cycleId: string): Promise<readonly TenantInCycle[]>;
  findTenant(cycleId: string, tenantId: string): Promise<TenantInCycle | undefined>;
  /** Marks a closed cycle. Harmless when repeated. */
  close(cycle: Cycle, totals: Totals, fact: AuditFact): Promise<void>;
  /** The token that the cycle's workflow waits on, if it waits, and how many tenants are still open. */
  waiting(cycleId: string): Promise<{ readonly openCount: number; readonly taskToken?: string }>;
}

/** What discovery says about a tenant as a whole. */
export interface DiscoveredTenant {
  readonly cycleId: string;
  readonly tenantId: string;
  readonly accountsSeen: number;
  readonly excludedCounts: Readonly<Record<string, number>>;
  readonly problems: readonly string[];
}

export interface TenantStore {
  /** Records what discovery found. Repeating it adds rotations that are new and keeps those that exist (R8). */
  recordDiscovery(
    tenant: DiscoveredTenant,
    rotations: readonly Rotation[],
    exclusions: readonly ExcludedAccount[],
    factOf: {
      readonly rotation: (rotation: Rotation) => AuditFact;
      readonly exclusion: (exclusion: ExcludedAccount) => AuditFact;
      readonly tenant: AuditFact;
    },
  ): Promise<readonly Rotation[]>;
  /**
   * Records what the discovery of a dry run found: the accounts that a cycle would rotate, in rows of their own that nobody can
   * approve. Repeating it adds what is new (R8).
   */
  recordDryRun(
    tenant: DiscoveredTenant,
    proposals: readonly PlannedAccount[],
    exclusions: readonly ExcludedAccount[],
    factOf: {
      readonly proposal: (proposal: PlannedAccount) => AuditFact;
      readonly exclusion: (exclusion: ExcludedAccount) => AuditFact;
      readonly tenant: AuditFact;
    },
  ): Promise<void>;
  /** The accounts that a dry run would have rotated. */
  proposalsOf(cycleId: string, tenantId: string): Promise<readonly PlannedAccount[]>;
  exclusionsOf(cycleId: string, tenantId: string): Promise<readonly ExcludedAccount[]>;
  /** Counts the tenant as done in its cycle, once. `failure` marks the tenant as failed. */
  close(tenant: TenantInCycle, failure: string | undefined, fact: AuditFact): Promise<void>;
  recordTicket(tenant: TenantInCycle, ticket: string, fact: AuditFact): Promise<void>;
  /** The token that the tenant's workflow waits on, if it waits, and how many rotations are still open. */
  waiting(cycleId: string, tenantId: string): Promise<{ readonly openCount: number; readonly taskToken?: string }>;
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
  occupy(rotation: Rotation, now: Date): Promise<'occupied' | 'account-busy' | 'last-global-administrator'>;
  /** The rotation that occupies an account; `undefined`: none. */
  occupant(account: Pick<RotationKey, 'tenantId' | 'accountId'>): Promise<RotationKey | undefined>;
  /** Whether at least one of these accounts has no rotation under way. */
  isAnyFree(tenantId: string, accountIds: readonly string[]): Promise<boolean>;
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

export interface LinkStore {
  /** The technician's approvals link of a cycle: the one that exists, or else this one. */
  approvalsLink(link: ApprovalsLink, fact: AuditFact): Promise<ApprovalsLink>;
  findApprovals(linkId: string): Promise<ApprovalsLink | undefined>;
  findCredential(linkId: string): Promise<CredentialLink | undefined>;
  /**
   * Takes the one view of a link (R6): only from `ready`, before `expiresAt`, by its recipient.
   * @returns whether this caller has it; only then may the password be read
   */
  claim(
    link: CredentialLink,
    revealed: CredentialLinkState & { readonly status: 'revealed' },
    now: Date,
    fact: AuditFact,
  ): Promise<boolean>;
  /**
   * Changes a link's state where it still is as given.
   * @param retirement  what follows from a confirmation; it takes the place of an older one of the account
   * @throws {StaleState} otherwise
   */
  change(link: CredentialLink, to: CredentialLinkState, fact: AuditFact, retirement?: Retirement): Promise<void>;
  /** Makes a further link for the same rotation and revokes the old one, in one transaction. @throws {StaleState} */
  renew(old: CredentialLink, renewed: CredentialLink, fact: AuditFact): Promise<void>;
}

/** Credentials that are to be deleted, and the right to do so. */
export interface RetirementStore {
  find(account: Pick<RotationKey, 'tenantId' | 'accountId'>): Promise<Retirement | undefined>;
  /** Those that are due, longest due first. */
  due(now: Date, limit: number): Promise<readonly Retirement[]>;
  /**
   * Keeps rotations of the account from beginning until an instant, after which nothing may be done for this retirement
   * any more. Meant for a moment: whoever is stopped meanwhile leaves it to lapse.
   * @returns `false` when a rotation of the account is under way or uncertain, or another run has the account
   */
  reserve(retirement: Retirement, now: Date, until: Date): Promise<boolean>;
  release(retirement: Retirement): Promise<void>;
  /** Harmless where a later confirmation has taken its place. */
  putOff(retirement: Retirement, dueAt: Date): Promise<void>;
  /** Records that a deletion is about to be sent. @throws {StaleState} a later confirmation or a rotation came */
  attempt(retirement: Retirement, fact: AuditFact): Promise<void>;
  /** Forgets a retirement and releases its account. @throws {StaleState} as `attempt` */
  finish(retirement: Retirement, fact: AuditFact): Promise<void>;
}

export interface AuditReader {
  /** All records of one chain, in order. */
  recordsOf(chain: string): Promise<readonly AuditRecord[]>;
  /** The end of each given chain; chains without a record are left out. */
  headsOf(chains: readonly string[]): Promise<readonly ChainHead[]>;
}

/** Completes task tokens. */
export interface Bell {
  /** @returns `gone` when the token was used, expired or never existed: its workflow needs no telling any more */
  ring(taskToken: string): Promise<'rung' | 'gone'>;
}

export interface CredentialContent {
  readonly userPrincipalName: string;
  readonly password: string;
  readonly rotationId: string;
  readonly createdAt: string;
}

/** Stages new versions. Cannot read one. */
export interface CredentialStaging {
  /** Whether this version exists already: then its value is kept, and no other is ever generated for it. */
  hasVersion(tenantId: string, accountId: string, versionId: string): Promise<boolean>;
  /** Stores a version labelled AWSPENDING; makes the credential first if the account has none. */
  stage(tenantId: string, accountId: string, versionId: string, content: CredentialContent): Promise<void>;
}

/** Takes credentials back from their deletion. Cannot read one. */
export interface CredentialRestoring {
  /** @returns ISO 8601, UTC: until when a deleted credential can be restored; `undefined` when it is not deleted, or gone */
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

export interface CredentialReader {
  /** @returns `undefined` when there is no such version */
  read(tenantId: string, accountId: string, versionId: string): Promise<CredentialContent | undefined>;
}

export interface CredentialLabels {
  /** Makes the version AWSCURRENT and takes AWSPENDING off it. Harmless when repeated. */
  promote(tenantId: string, accountId: string, versionId: string): Promise<void>;
}

export interface DirectoryReader {
  /**
   * Everything that discovery needs, in as few requests as possible.
   * @param further  what the tenant's rules need besides; what is left out is not known, and what is not known excludes
   */
  readTenant(tenantId: string, further?: FurtherReads): Promise<DirectorySnapshot>;
  /** @returns `undefined` when the account does not exist any more */
  readAccount(tenantId: string, accountId: string, further?: FurtherReads): Promise<LiveAccount | undefined>;
  /**
   * The user alone, in one small request: enough to see when its password changed. @returns `undefined` as `readAccount` does
   */
  readUser(tenantId: string, accountId: string): Promise<DirectoryUser | undefined>;
}

export interface ResetRequest {
  readonly tenantId: string;
  readonly accountId: string;
  readonly password: string;
  readonly clientRequestId: string;
}

export interface PasswordWriter {
  /**
   * Sends the one PATCH.
   * @returns Graph's request id
   * @throws {ResetRefused} Graph said no: nothing was applied
   * @throws {ResetOutcomeUnknown} no answer, or one that cannot be read
   * @throws {GraphThrottled} Graph said "later": nothing was applied
   */
  reset(request: ResetRequest): Promise<{ readonly graphRequestId: string }>;
  revokeSessions(tenantId: string, accountId: string): Promise<{ readonly graphRequestId: string }>;
}

export interface Outbox {
  send(message: Message): Promise<void>;
}

export interface LinkSigner {
  /** The whole address, such as `https://…/c/<locator>`. The same link always gets the same one. */
  addressOf(purpose: LinkPurpose, locator: Locator): Promise<string>;
}

export interface LinkVerifier {
  /** @returns `undefined` for a locator that is malformed, forged, made for another purpose, or expired */
  verify(purpose: LinkPurpose, locator: string, now: Date): Promise<Locator | undefined>;
}

export interface TenantList {
  /** Writes the list that the cycle's map reads. */
  write(
    cycleId: string,
    tenants: readonly { readonly tenantId: string; readonly tenantName: string }[],
  ): Promise<{ readonly bucket: string; readonly key: string }>;
}

export interface Seal {
  readonly schema: 1;
  readonly cycleId: string;
  readonly sealedAt: string;
  /** SHA-256 of the seal before, hex; 64 zeros for the first. */
  readonly previousSeal: string;
  readonly heads: readonly ChainHead[];
}

export interface SealStore {
  /** Hash of the newest seal; 64 zeros when there is none. */
  latestHash(): Promise<string>;
  /** Signs and stores the seal of a cycle, once: repeating it returns the hash of the stored one. */
  seal(seal: Seal): Promise<{ readonly hash: string }>;
}

export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

export interface MailSender {
  send(mail: Mail): Promise<void>;
}

/** A card for the team's channel: a title, facts, and links to the portal. */
export interface TeamCard {
  readonly title: string;
  readonly lines: readonly string[];
  readonly facts: readonly { readonly name: string; readonly value: string }[];
  readonly links: readonly { readonly title: string; readonly url: string }[];
}

export interface TeamChannel {
  post(card: TeamCard): Promise<void>;
}

export interface Ticket {
  /** Our key, stored as the PSA's external reference: at most 100 characters. Creating it twice finds the first. */
  readonly key: string;
  /** The customer's identifier in the PSA. */
  readonly company: string;
  /** At most 100 characters. */
  readonly summary: string;
  /** Plain text; holds no password and no link that acts. */
  readonly body: string;
}

export interface TicketSystem {
  /** @returns the ticket's number in the PSA */
  create(ticket: Ticket): Promise<string>;
}

/** Remembers which messages were sent, so that one that arrives twice is sent once. */
export interface SentMessages {
  has(key: string): Promise<boolean>;
  add(key: string, now: Date): Promise<void>;
}

export interface WebSession {
  readonly objectId: string;
  readonly tenantId: string;
  readonly name: string;
  readonly csrfToken: string;
  /** Instant after which the session is over, whatever the table's TTL does. */
  readonly expiresAt: Date;
}

/** What a sign-in must remember between leaving for Entra and coming back. */
export interface PendingSignIn {
  readonly nonce: string;
  readonly codeVerifier: string;
  /** Own path to go to afterwards. */
  readonly wantedPath: string;
  /** SHA-256, hex, of the cookie of the browser that started it. */
  readonly browserHash: string;
  readonly expiresAt: Date;
}

export interface SessionStore {
  create(sessionIdHash: string, session: WebSession): Promise<void>;
  find(sessionIdHash: string, now: Date): Promise<WebSession | undefined>;
  remove(sessionIdHash: string): Promise<void>;
  startSignIn(stateHash: string, pending: PendingSignIn): Promise<void>;
  /** Takes a pending sign-in, once. */
  takeSignIn(stateHash: string, now: Date): Promise<PendingSignIn | undefined>;
}
