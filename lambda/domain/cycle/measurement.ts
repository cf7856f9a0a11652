import type { Totals } from './cycle.ts';
import type { CycleDigest } from './cycle-digest.ts';

/** What is measured, and in which of CloudWatch's units. Each name costs as a metric of its own for each schedule. */
export const metricUnits = {
  /** Accounts that wait for a technician, of open cycles. */
  Waiting: 'Count',
  /** Accounts that are approved, and whose rotation has not ended, of open cycles. */
  UnderWay: 'Count',
  Approved: 'Count',
  Rejected: 'Count',
  Expired: 'Count',
  Rotated: 'Count',
  Failed: 'Count',
  Uncertain: 'Count',
  TenantsFailed: 'Count',
  /** New passwords that nobody has said to be stored. */
  NotCollected: 'Count',
  /** Passwords that somebody else has changed, and that no earlier look has seen. */
  ChangedElsewhere: 'Count',
  /** Tenants whose break-glass drill fails. */
  DrillsFailing: 'Count',
  /** Tenants of which the drill of this quarter does not say that it passes or fails: not known in full, or not looked at yet. */
  DrillsUnknown: 'Count',
  /** Age of the oldest password, in days: CloudWatch has no unit for them. */
  OldestPasswordDays: 'None',
} as const;

export type MetricName = keyof typeof metricUnits;

/** The one value of the dimension where something is measured over all schedules. */
export const ALL_SCHEDULES = 'all';

/** Some counts of one instant. No tenant and no account is named: a dimension for each would cost more than all that is measured. */
export interface Measurement {
  /** Whose cycles were counted: the one dimension. */
  readonly schedule: string;
  readonly values: Readonly<Partial<Record<MetricName, number>>>;
  /** Stands beside the counts in the log, and is no dimension. */
  readonly cycleId?: string;
}

const DAY_MS = 86_400_000;

/** @returns whole days; `undefined` where the instant is none */
export function ageInDays(instant: string | undefined, at: Date): number | undefined {
  const since = instant === undefined ? Number.NaN : Date.parse(instant);
  return Number.isNaN(since) ? undefined : Math.max(0, Math.floor((at.getTime() - since) / DAY_MS));
}

/** What a cycle came to when it was closed. */
export function measuredAtClose(
  { cycleId, schedule }: { readonly cycleId: string; readonly schedule: string },
  totals: Totals,
  { ages }: Pick<CycleDigest, 'ages'>,
  at: Date,
): Measurement {
  const oldest = ageInDays(ages.oldestAfter, at);
  return {
    schedule,
    cycleId,
    values: {
      Approved: totals.approved,
      Rejected: totals.rejected,
      Expired: totals.expired,
      Rotated: totals.rotated,
      Failed: totals.failed,
      Uncertain: totals.uncertain,
      TenantsFailed: totals.tenantsFailed,
      ...(oldest === undefined ? {} : { OldestPasswordDays: oldest }),
    },
  };
}

/** Counts that several cycles or tenants gave, added up for each schedule. */
export function addedUp(parts: readonly Measurement[]): readonly Measurement[] {
  const sums = new Map<string, Partial<Record<MetricName, number>>>();
  for (const { schedule, values } of parts) {
    const sum = sums.get(schedule) ?? {};
    for (const name of Object.keys(values).filter(isMetricName)) sum[name] = (sum[name] ?? 0) + (values[name] ?? 0);
    sums.set(schedule, sum);
  }
  return [...sums].map(([schedule, values]) => ({ schedule, values }));
}

const isMetricName = (name: string): name is MetricName => Object.hasOwn(metricUnits, name);
