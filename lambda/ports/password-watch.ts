import type { AuditFact } from '../domain/audit/audit-record.ts';
import type { ChangedElsewhere, CurrentPassword, TenantWatch } from '../domain/credential/changed-elsewhere.ts';

/** What a directory says about the age of all its passwords. */
export interface PasswordAges {
  /**
   * `lastPasswordChangeDateTime` by account id, as the directory writes both. Accounts whose age it does not tell are left out.
   * @throws {TenantNotReady} · {GraphThrottled} · {GraphUnavailable}
   */
  passwordAges(tenantId: string): Promise<ReadonlyMap<string, string>>;
}

/** Passwords that somebody else has changed since we set them. */
export interface PasswordWatch {
  /**
   * The passwords of these accounts that are current here. Left out: accounts that were never rotated, and those whose last rotation was
   * made before resets were kept.
   * @param accountIds  100 at most
   */
  currentOf(tenantId: string, accountIds: readonly string[]): Promise<readonly CurrentPassword[]>;
  /**
   * Records a change once, with its fact, in one transaction.
   * @returns `false`: it is recorded already, or a rotation of the account has begun or made another password current meanwhile
   */
  record(change: ChangedElsewhere, fact: AuditFact): Promise<boolean>;
  /** How each tenant was compared last. */
  watches(): Promise<readonly TenantWatch[]>;
  setWatch(watch: TenantWatch): Promise<void>;
}

export interface ChangedPasswords {
  /** The passwords that were changed elsewhere and that no later rotation has replaced, by tenant and account. */
  changedElsewhere(tenantId?: string): Promise<readonly ChangedElsewhere[]>;
  changeOf(account: Pick<ChangedElsewhere, 'tenantId' | 'accountId'>): Promise<ChangedElsewhere | undefined>;
}
