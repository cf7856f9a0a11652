/** What a link is for. A link of one purpose never verifies for another. */
export type LinkPurpose = 'approvals' | 'credential';

/** The signed part of a link's address: `<linkId>.<expiry>.<kid>.<mac>`. It names no person, tenant or account. */
export interface Locator {
  /** 32 hex characters, 128 random bits. */
  readonly linkId: string;
  /** Seconds since 1970. */
  readonly expiresAt: number;
}

/** Leads one technician to the approvals of one cycle. It decides nothing by itself. */
export interface ApprovalsLink extends Locator {
  readonly purpose: 'approvals';
  readonly cycleId: string;
  readonly recipientObjectId: string;
}

/** Shows one technician one version of one credential, once. */
export interface CredentialLink extends Locator {
  readonly purpose: 'credential';
  readonly cycleId: string;
  readonly tenantId: string;
  readonly accountId: string;
  readonly rotationId: string;
  readonly userPrincipalName: string;
  readonly tenantDisplayName: string;
  readonly versionId: string;
  readonly recipientObjectId: string;
  readonly approvedBy: string;
  /** ISO 8601: when the directory showed the reset. */
  readonly resetAt: string;
  /** How many links this rotation has had before: at most 3 are made. */
  readonly number: number;
  readonly state: CredentialLinkState;
}

export type CredentialLinkState =
  | { readonly status: 'ready' }
  | {
      readonly status: 'revealed';
      readonly at: string;
      readonly address: string;
      readonly storedAt?: string;
      /** When the stored password is deleted here, as the technician was told; left out where it is kept. */
      readonly deleteAt?: string;
    }
  | {
      readonly status: 'revoked';
      readonly at: string;
      /** Id of the link that took its place, where one did. */
      readonly renewedAs?: string;
    };
