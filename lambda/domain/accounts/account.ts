import type { AccountFacts } from './account-facts.ts';

export type AccountClass = 'admin' | 'service';

/** Why an account is rotated. `scope` is the directory scope of the role: `/` is the whole tenant. */
export type InclusionReason =
  | {
      readonly kind: 'role';
      readonly role: string;
      readonly roleTemplateId?: string;
      readonly scope: string;
      readonly path: string;
      readonly privileged: boolean;
    }
  | { readonly kind: 'matcher'; readonly matcher: string };

/**
 * Why an account that would have been rotated is left out. All but the last four are never-rotate reasons,
 * which the guards at staging and right before the reset check again.
 */
export const exclusionReasons = [
  'break-glass',
  'synced',
  'federated',
  'sync-service',
  'restricted',
  'guest',
  'disabled',
  'mailbox',
  'ai-identity',
  'listed',
  'unknown-data',
  'not-opted-in',
  'other-class',
  'not-in-scope',
  'not-asked-for',
  'last-global-administrator',
] as const;

export type ExclusionReason = (typeof exclusionReasons)[number];

export interface IncludedAccount {
  readonly accountId: string;
  readonly userPrincipalName: string;
  readonly displayName: string;
  readonly class: AccountClass;
  readonly reasons: readonly InclusionReason[];
  /** Holds Global Administrator, actively. */
  readonly globalAdministrator: boolean;
  /** Other Global Administrators, one of whom must not be rotated at the same time. Left out: it needs none. */
  readonly standIns?: readonly string[];
  /** `lastPasswordChangeDateTime` as the directory showed it, ISO 8601. */
  readonly passwordChangedAt?: string;
  /** Whether Entra is told never to expire this password. */
  readonly passwordNeverExpires: boolean;
  /** What discovery knew. The guard at staging, which cannot read the directory, decides by it. */
  readonly observed: AccountFacts;
}

/** As plans and dry runs show it. */
export type PlannedAccount = Omit<IncludedAccount, 'observed'>;

export interface ExcludedAccount {
  readonly accountId: string;
  readonly userPrincipalName: string;
  readonly displayName: string;
  readonly class: AccountClass;
  readonly reason: ExclusionReason;
}
