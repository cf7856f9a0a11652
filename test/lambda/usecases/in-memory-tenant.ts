import type { DirectoryUser, RoleAssignment } from '../../../lambda/domain/directory.ts';
import { GraphThrottled, GraphUnavailable, ResetOutcomeUnknown, ResetRefused } from '../../../lambda/domain/errors.ts';
import type {
  CredentialContent,
  CredentialLabels,
  CredentialReader,
  CredentialStaging,
  DirectoryReader,
  PasswordWriter,
} from '../../../lambda/ports.ts';
import { aDirectory, aUser } from '../domain/directories.ts';

/** What becomes of one reset request. */
export type ResetFate =
  | 'applied'
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
    const labelled = [...(this.versions.get(accountId)?.values() ?? [])].filter(({ labels }) => labels.length > 0);
    return labelled.some(({ content }) => content.password === this.passwords.get(accountId));
  }

  current(accountId: string): string | undefined {
    const versions = [...(this.versions.get(accountId)?.values() ?? [])];
    return versions.find(({ labels }) => labels.includes('AWSCURRENT'))?.content.password;
  }

  readonly directory: DirectoryReader = {
    readTenant: async () => aDirectory(this.users, this.roles),
    readAccount: async (_tenantId, accountId) => {
      const { users, roleAssignments, ...rest } = aDirectory(this.users, this.roles);
      const user = users.find((each) => each.id === accountId);
      if (user === undefined) return undefined;
      const hidden = this.shown.get(accountId);
      if (hidden === undefined || this.readsUntilVisible === 0) return { user, roleAssignments, ...rest };
      this.readsUntilVisible -= 1;
      return { user: { ...user, lastPasswordChangeDateTime: hidden }, roleAssignments, ...rest };
    },
  };

  readonly writer: PasswordWriter = {
    reset: async ({ accountId, password }) => {
      this.resets.push(password);
      const fate = this.fates.shift() ?? 'applied';
      if (fate === 'refused') throw new ResetRefused('Authorization_RequestDenied', 'not allowed', 'request-1');
      if (fate === 'policy') throw new ResetRefused('password-policy', 'too simple', 'request-1');
      if (fate === 'throttled') throw new GraphThrottled(7);
      if (fate === 'token-refused') throw new GraphUnavailable('no token');
      if (fate !== 'request-lost') this.apply(accountId, password);
      if (fate !== 'applied') throw new ResetOutcomeUnknown('no answer');
      return { graphRequestId: 'request-1' };
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
      if (this.of(accountId).has(versionId)) return;
      const pending = [...this.of(accountId).values()].some((each) => each.labels.includes('AWSPENDING'));
      this.of(accountId).set(versionId, { content, labels: [pending ? `PENDING-${versionId}` : 'AWSPENDING'] });
    },
  };

  readonly credentials: CredentialReader = {
    read: async (_tenantId, accountId, versionId) => this.of(accountId).get(versionId)?.content,
  };

  readonly labels: CredentialLabels = {
    promote: async (_tenantId, accountId, versionId) => {
      this.label(accountId, versionId, 'AWSCURRENT');
      for (const each of this.of(accountId).values()) {
        each.labels = each.labels.filter((one: string) => !one.includes('PENDING'));
      }
    },
  };
}
