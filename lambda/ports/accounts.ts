import type { AccountDetails, WantedDetails } from '../domain/accounts/account-details.ts';
import type { DirectorySnapshot, DirectoryUser, LiveAccount } from '../domain/accounts/directory.ts';
import type { FurtherReads } from '../domain/accounts/tenant-rules.ts';
import type { ResetAnswer } from '../domain/rotation/rotation.ts';

/**
 * Tenants' directories, and the one call that changes a password.
 */

export interface DirectoryReader {
  /**
   * Everything that discovery needs, in as few requests as possible.
   * @param further  what the tenant's rules need besides. What is not read is not known, and an account is excluded while
   *   something that a rule needs is not known
   */
  readTenant(tenantId: string, further?: FurtherReads): Promise<DirectorySnapshot>;
  /**
   * What people are told about accounts that are decided about already. What may not be read, or fails, is not told.
   * @returns never throws
   */
  readDetails(tenantId: string, wanted: WantedDetails): Promise<AccountDetails>;
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
   * @throws {ResetRefused} Graph refused: nothing was applied
   * @throws {ResetOutcomeUnknown} no answer, or one that cannot be read
   * @throws {GraphThrottled} Graph asked to wait: nothing was applied
   */
  reset(request: ResetRequest): Promise<ResetAnswer & { readonly kind: 'answered' | 'answered-without-id' }>;
  /** @returns Graph's id of the request, where it named one */
  revokeSessions(tenantId: string, accountId: string): Promise<{ readonly graphRequestId?: string }>;
}
