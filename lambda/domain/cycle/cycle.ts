import type { AccountClass } from '../accounts/account.ts';

/** One run of a schedule. */
export interface Cycle {
  readonly cycleId: string;
  readonly schedule: string;
  readonly class: AccountClass;
  /** ISO 8601, UTC: the instant that the schedule named. */
  readonly scheduledFor: string;
  readonly openedAt: string;
  /** Deadline of all its approvals. */
  readonly decideBefore: string;
  /** The execution that opened it: a retry of the same one goes on, another one ends quietly. */
  readonly executionId: string;
  readonly dryRun: boolean;
  /** Started by hand for these alone; left out: for the whole estate. */
  readonly only?: OnlyThese;
  /** Where its pages are, without a slash at the end. */
  readonly portalUrl?: string;
  readonly status: 'open' | 'closed';
  readonly closedAt?: string;
  readonly totals?: Totals;
}

/** What a cycle that was started by hand is limited to. */
export interface OnlyThese {
  readonly tenantIds: readonly string[];
  /** Object ids of accounts of the one tenant that is named; none: all accounts of the tenants. */
  readonly accountIds: readonly string[];
}

/** One tenant in one cycle. */
export interface TenantInCycle {
  readonly cycleId: string;
  readonly tenantId: string;
  readonly displayName: string;
  readonly status: 'pending' | 'discovered' | 'closed' | 'failed';
  /** All user accounts that discovery saw. */
  readonly accountsSeen: number;
  /** How many were left out, by reason. */
  readonly excluded: Readonly<Record<string, number>>;
  readonly rotations: number;
  /** Rotations whose outcome is not recorded yet. */
  readonly openCount: number;
  /** What a person should know about its directory, in sentences. */
  readonly problems?: readonly string[];
  /** Why the tenant as a whole failed. */
  readonly failure?: string;
  /** Number of the ticket in the PSA, once it exists. */
  readonly ticket?: string;
}

/** What a cycle, or a tenant of it, came to. */
export interface Totals {
  readonly tenants: number;
  readonly tenantsFailed: number;
  readonly accountsSeen: number;
  readonly excluded: Readonly<Record<string, number>>;
  readonly approved: number;
  readonly rejected: number;
  readonly expired: number;
  readonly rotated: number;
  readonly failed: number;
  readonly uncertain: number;
  readonly linksIssued: number;
}
