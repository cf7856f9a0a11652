import type { MailAccount } from './ses/account.ts';

/** A quota as Service Quotas lists it. */
export interface ListedQuota {
  readonly serviceCode: string;
  readonly code: string;
  readonly name: string;
  readonly value: number;
}

/** A bucket of another account. Nobody of this one reaches it but whom its policy lets in: neither the operator nor AWS's services here. */
export interface OtherBucket {
  readonly name: string;
  /** The account that owns it. */
  readonly account: string;
  /** What its policy allows: actions on objects under a prefix, or on the bucket itself, for one role. */
  readonly lets: readonly {
    readonly roleArn: string;
    readonly actions: readonly string[];
    readonly resources: readonly string[];
  }[];
}

/** What an account is like, which no template says. It may change while the cloud runs: services look when they are asked. */
export interface AwsAccount {
  /** `undefined`: every address is verified, and the account is out of SES's sandbox. */
  readonly mail?: MailAccount;
  /** Whether STS vouches for roles to others: a setting of the account. On, if left out. */
  readonly outboundIdentity?: boolean;
  /** What Service Quotas lists. */
  readonly quotas?: readonly ListedQuota[];
  /** Whether DynamoDB's exports are refused by buckets with Object Lock, for lack of checksums. Whether AWS does so is not known. */
  readonly lockRefusesExports?: boolean;
  /** Buckets of other accounts that this one's functions may know of. They are versioned and locked. */
  readonly otherBuckets?: readonly OtherBucket[];
}
