import { type AccountDetails, noDetails } from '../../../lambda/domain/accounts/account-details.ts';
import type { DirectoryGroup, DirectoryUser, RoleAssignment } from '../../../lambda/domain/accounts/directory.ts';
import { GLOBAL_ADMINISTRATOR } from '../../../lambda/domain/accounts/directory-roles.ts';
import type { FurtherReads } from '../../../lambda/domain/accounts/tenant-rules.ts';
import type { CredentialContent } from '../../../lambda/domain/credential/credential-content.ts';
import { GraphThrottled, GraphUnavailable, ResetOutcomeUnknown, ResetRefused } from '../../../lambda/domain/errors.ts';
import type { DirectoryReader, PasswordWriter } from '../../../lambda/ports/accounts.ts';
import type {
  CredentialDeletion,
  CredentialLabels,
  CredentialReader,
  CredentialRestoring,
  CredentialStaging,
} from '../../../lambda/ports/credential.ts';
import { aDirectory, aUser } from '../domain/accounts/directories.ts';

/** Staged, and not current: AWSPENDING stays on the version that was promoted. */
export const isUnsettled = (labels: readonly string[]) =>
  labels.some((each) => each.includes('PENDING')) && !labels.includes('AWSCURRENT');

/** What becomes of one reset request. */
export type ResetFate =
  | 'applied'
  | 'applied-without-id'
  | 'answer-lost'
  | 'request-lost'
  | 'refused'
  | 'policy'
  | 'throttled'
  | 'token-refused';

/** A customer's tenant, and the credentials that we keep of it. */
export class Tenant {
  users: DirectoryUser[] = [aUser('bg2', { userPrincipalName: 'bg2@contoso.onmicrosoft.com' })];
  roles: RoleAssignment[] = [];
  groups: DirectoryGroup[] = [];
  /** What the directory tells about accounts besides. */
  details: AccountDetails = noDetails;
  /** What Entra holds. */
  readonly passwords = new Map<string, string>();
  readonly versions = new Map<
    string,
    Map<string, { readonly content: CredentialContent; labels: readonly string[] }>
  >();
  /** Each password that a reset request carried. */
  readonly resets: string[] = [];
  readonly signedOut: string[] = [];
  /** Fates of the next requests; `applied` afterwards. */
  readonly fates: ResetFate[] = [];
  signOutFails = false;
  /** Whether the break-glass account is Global Administrator. */
  breakGlassIsAdministrator = true;
  /** Reads of an account that still show what was before a reset. */
  readsUntilVisible = 0;
  private shown = new Map<string, string>();

  constructor(private readonly now: () => Date) {}

  /** An account whose present password is the current version of its credential. */
  add(user: DirectoryUser, ...roles: readonly RoleAssignment[]): void {
    this.users.push(user);
    this.roles.push(...roles);
    const password = `first password of ${user.displayName}`;
    this.passwords.set(user.id, password);
    const content = {
      userPrincipalName: user.userPrincipalName,
      password,
      rotationId: 'earlier',
      createdAt: 'earlier',
    };
    this.versions.set(user.id, new Map([['earlier', { content, labels: ['AWSCURRENT'] }]]));
  }

  change(id: string, changes: Partial<DirectoryUser>): void {
    this.users = this.users.map((each) => (each.id === id ? { ...each, ...changes } : each));
  }

  /** R3: whether the password that Entra holds can be read from its credential, pending or current. */
  isReadable(accountId: string): boolean {
    if (this.deleted.has(accountId)) return false;
    const labelled = [...(this.versions.get(accountId)?.values() ?? [])].filter(({ labels }) => labels.length > 0);
    return labelled.some(({ content }) => content.password === this.passwords.get(accountId));
  }

  current(accountId: string): string | undefined {
    const versions = [...(this.versions.get(accountId)?.values() ?? [])];
    return versions.find(({ labels }) => labels.includes('AWSCURRENT'))?.content.password;
  }

  /** Groups show only to who asks for them. */
  private read(further?: FurtherReads) {
    const groups = (further?.groupIds ?? []).map((id) => this.groups.find((each) => each.id === id) ?? { id });
    const changes = this.breakGlassIsAdministrator ? {} : { roleAssignments: this.roles };
    return aDirectory(this.users, this.roles, { groups, graphRequestId: 'batch-1', ...changes });
  }

  readonly directory: DirectoryReader = {
    readTenant: async (_tenantId, further) => this.read(further),
    readDetails: async () => this.details,
    readAccount: async (_tenantId, accountId, further) => {
      const { users, roleAssignments, ...rest } = this.read(further);
      const user = users.find((each) => each.id === accountId);
      if (user === undefined) return undefined;
      const global = roleAssignments.filter((each) => each.roleDefinitionId === GLOBAL_ADMINISTRATOR);
      const holders = users.filter(({ id }) => global.some((each) => each.principalId === id));
      const otherGlobalAdministrators = holders.includes(user) ? holders.filter((each) => each !== user) : [];
      const live = { user, otherGlobalAdministrators, roleAssignments, ...rest };
      return { ...live, user: this.asShown(user) };
    },
    readUser: async (_tenantId, accountId) => {
      const user = this.users.find((each) => each.id === accountId);
      return user === undefined ? undefined : this.asShown(user);
    },
  };

  /** A directory shows a change late. */
  private asShown(user: DirectoryUser): DirectoryUser {
    const hidden = this.shown.get(user.id);
    if (hidden === undefined || this.readsUntilVisible === 0) return user;
    this.readsUntilVisible -= 1;
    return { ...user, lastPasswordChangeDateTime: hidden };
  }

  readonly writer: PasswordWriter = {
    reset: async ({ accountId, password }) => {
      this.resets.push(password);
      const fate = this.fates.shift() ?? 'applied';
      if (fate === 'refused') throw new ResetRefused('Authorization_RequestDenied', 'not allowed', 'request-1');
      if (fate === 'policy') throw new ResetRefused('password-policy', 'too simple', 'request-1');
      if (fate === 'throttled') throw new GraphThrottled(7);
      if (fate === 'token-refused') throw new GraphUnavailable('no token');
      if (fate !== 'request-lost') this.apply(accountId, password);
      if (fate !== 'applied' && fate !== 'applied-without-id') throw new ResetOutcomeUnknown('no answer');
      return fate === 'applied-without-id'
        ? { kind: 'answered-without-id' }
        : { kind: 'answered', graphRequestId: 'request-1' };
    },
    revokeSessions: async (_tenantId, accountId) => {
      if (this.signOutFails) throw new GraphUnavailable('no answer');
      this.signedOut.push(accountId);
      return { graphRequestId: 'request-2' };
    },
  };

  private apply(accountId: string, password: string): void {
    this.passwords.set(accountId, password);
    const before = this.users.find((each) => each.id === accountId)?.lastPasswordChangeDateTime;
    if (before !== undefined) this.shown.set(accountId, before);
    this.change(accountId, { lastPasswordChangeDateTime: this.now().toISOString() });
  }

  private of(accountId: string) {
    const versions = this.versions.get(accountId) ?? new Map();
    this.versions.set(accountId, versions);
    return versions;
  }

  private label(accountId: string, versionId: string, label: string): void {
    const taken = [...this.of(accountId)].find(([id, each]) => id !== versionId && each.labels.includes(label));
    if (taken !== undefined && label === 'AWSCURRENT') this.label(accountId, taken[0], 'AWSPREVIOUS');
    for (const [id, each] of this.of(accountId)) {
      const others = each.labels.filter((one: string) => one !== label);
      each.labels = id === versionId ? [...others, label] : others;
    }
  }

  readonly staging: CredentialStaging = {
    hasVersion: async (_tenantId, accountId, versionId) => this.of(accountId).has(versionId),
    stage: async (_tenantId, accountId, versionId, content) => {
      this.requireUsable(accountId);
      if (this.of(accountId).has(versionId)) return;
      const pending = [...this.of(accountId).values()].some(
        (each) => isUnsettled(each.labels) && each.labels.includes('AWSPENDING'),
      );
      this.of(accountId).set(versionId, { content, labels: [] });
      this.label(accountId, versionId, pending ? `PENDING-${versionId}` : 'AWSPENDING');
    },
  };

  /** Deleted credentials, and until when they can be restored. */
  readonly deleted = new Map<string, string>();

  private requireUsable(accountId: string): void {
    if (this.deleted.has(accountId)) throw new Error('InvalidRequestException: marked for deletion');
  }

  readonly restoring: CredentialRestoring = {
    recoverableUntil: async (_tenantId, accountId) => this.deleted.get(accountId),
    restore: async (_tenantId, accountId) => void this.deleted.delete(accountId),
  };

  readonly deletion: CredentialDeletion = {
    view: async (_tenantId, accountId) => {
      const versions = [...(this.versions.get(accountId) ?? [])];
      if (versions.length === 0) return undefined;
      const recoverableUntil = this.deleted.get(accountId);
      return {
        currentVersionId: versions.find(([, { labels }]) => labels.includes('AWSCURRENT'))?.[0],
        hasPending: versions.some(([, { labels }]) => isUnsettled(labels)),
        ...(recoverableUntil === undefined ? {} : { recoverableUntil }),
      };
    },
    scheduleDeletion: async (_tenantId, accountId, days) => {
      this.requireUsable(accountId);
      const until = new Date(this.now().getTime() + days * 86_400_000).toISOString();
      this.deleted.set(accountId, until);
      return until;
    },
  };

  readonly credentials: CredentialReader = {
    read: async (_tenantId, accountId, versionId) =>
      this.deleted.has(accountId) ? undefined : this.of(accountId).get(versionId)?.content,
  };

  readonly labels: CredentialLabels = {
    promote: async (_tenantId, accountId, versionId, requireStillProven) => {
      this.requireUsable(accountId);
      await requireStillProven();
      this.label(accountId, versionId, 'AWSCURRENT');
      for (const [id, each] of this.of(accountId)) {
        each.labels = each.labels.filter(
          (one: string) => !one.includes('PENDING') || (id === versionId && one === 'AWSPENDING'),
        );
      }
    },
  };
}
