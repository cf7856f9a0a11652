import { type Inspection, quarterOf, type Verdict } from './inspection.ts';

/** How the break-glass drill stands in some tenants, by the newest result of each. Every tenant is in one of the counts. */
export interface DrillStanding {
  /** Such as `2026-Q4`. */
  readonly quarter: string;
  readonly tenants: number;
  readonly passed: number;
  /** Names of the tenants that fail: since it began, none of their drills has passed. */
  readonly failed: readonly string[];
  /** Not known in full. */
  readonly unknown: number;
  readonly waived: number;
  /** Not looked at in this quarter: nothing that was before says that the accounts work now. */
  readonly missing: number;
}

/**
 * @param results  of the kind `break-glass`, also those of other tenants
 * @param at  of this quarter it is
 */
export function drillStanding(
  tenants: readonly { readonly tenantId: string }[],
  results: readonly Inspection[],
  at: Date,
): DrillStanding {
  const quarter = quarterOf(at.toISOString());
  const newest = new Map(results.map((each) => [each.tenantId, each]));
  const failed: string[] = [];
  const count: Record<Exclude<Verdict, 'failed'> | 'missing', number> = {
    passed: 0,
    unknown: 0,
    waived: 0,
    missing: 0,
  };
  for (const { tenantId } of tenants) {
    const result = newest.get(tenantId);
    if (result === undefined) count.missing += 1;
    else if (result.verdict === 'failed' || result.failedSince !== undefined) failed.push(result.tenantName);
    else if (quarterOf(result.at) < quarter) count.missing += 1;
    else count[result.verdict] += 1;
  }
  return { quarter, tenants: tenants.length, failed, ...count };
}
