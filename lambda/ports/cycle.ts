import type { AccountClass, ExcludedAccount, PlannedAccount } from '../domain/accounts/account.ts';
import type { AuditFact } from '../domain/audit/audit-record.ts';
import type { Cycle, TenantInCycle, Totals } from '../domain/cycle/cycle.ts';
import type { CycleDigest, CycleSeal } from '../domain/cycle/cycle-digest.ts';
import type { Rotation } from '../domain/rotation/rotation.ts';

/**
 * Cycles, and the tenants in them.
 *
 * Every method that changes state takes the fact that records the change, and commits both in one transaction (R5).
 */

/** What becomes known of a cycle when it is closed. */
export interface ClosingCycle {
  readonly totals: Totals;
  readonly digest: CycleDigest;
  readonly failure?: string | undefined;
}

export interface CycleStore {
  /**
   * Opens a cycle once, and writes one `pending` tenant row per tenant. `resumed`: the same execution opened it before; the cycle waits for
   * the tenants of this call.
   */
  open(
    cycle: Cycle,
    tenants: readonly { readonly tenantId: string; readonly displayName: string }[],
    fact: AuditFact,
  ): Promise<'opened' | 'resumed' | 'already-open'>;
  find(cycleId: string): Promise<Cycle | undefined>;
  /**
   * Newest first, by when they were opened: ids of dry runs, and of cycles that were started by hand, do not follow that order.
   * @param limit  100 at most
   * @param before  only cycles that come after this one in the list
   */
  latest(limit: number, before?: Pick<Cycle, 'cycleId' | 'openedAt'>): Promise<readonly Cycle[]>;
  tenantsOf(cycleId: string): Promise<readonly TenantInCycle[]>;
  findTenant(cycleId: string, tenantId: string): Promise<TenantInCycle | undefined>;
  /** Marks a cycle as closed, where `failure` says so, as failed. Harmless when repeated. */
  close(cycle: Cycle, closing: ClosingCycle, fact: AuditFact): Promise<void>;
  /** Names its seal, once: repeating it changes nothing. The fact comes after the seal, and the next seal covers it. */
  recordSeal(cycleId: string, seal: CycleSeal, fact: AuditFact): Promise<void>;
  /** Says why it has no seal, once; nothing, where it has one. */
  recordUnsealed(cycleId: string, reason: string, fact: AuditFact): Promise<void>;
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
  /** A dry run that looked at all accounts of this class. Left out: none, or one of some accounts alone. */
  readonly dryRunOf?: AccountClass;
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
  /** The token that the tenant's workflow waits on, if it waits, and how many rotations are still open. */
  waiting(cycleId: string, tenantId: string): Promise<{ readonly openCount: number; readonly taskToken?: string }>;
}

export interface TenantList {
  /** Writes the list that the cycle's map reads. */
  write(
    cycleId: string,
    tenants: readonly { readonly tenantId: string; readonly tenantName: string }[],
  ): Promise<{ readonly bucket: string; readonly key: string }>;
}
