import type { EstateTenant, Schedule } from '../../config/estate.ts';
import type { AccountClass, ExcludedAccount, ExclusionReason, IncludedAccount } from '../../lambda/domain/account.ts';
import { classify } from '../../lambda/domain/classification.ts';
import type { DirectorySnapshot } from '../../lambda/domain/directory.ts';
import { exclusionSentence } from '../../lambda/domain/exclusion-sentences.ts';
import type { DirectoryReader } from '../../lambda/ports.ts';
import { type Changes, changesSince, type LastCycle } from './changes.ts';

/** What a cycle of one schedule would do in one tenant if it began now. */
export interface TenantPlan {
  readonly schedule: string;
  readonly class: AccountClass;
  readonly tenant: string;
  readonly displayName: string;
  readonly tenantId: string;
  /** Why nothing would be rotated here at all, and what to do about it. */
  readonly notReady?: string;
  readonly accountsSeen: number;
  readonly rotate: readonly IncludedAccount[];
  /** One by one: accounts of the schedule's class, and break-glass accounts. */
  readonly leftOut: readonly (ExcludedAccount & { readonly sentence: string })[];
  /** How many further ones were left out, by reason. */
  readonly others: readonly { readonly reason: string; readonly accounts: number; readonly sentence: string }[];
  readonly problems: readonly string[];
  /** Against the last cycle of this schedule; or why there is nothing to compare with. */
  readonly changes: Changes | { readonly notCompared: string };
}

/** What the state table tells about former cycles; it only reads. */
export type FindLastCycle = (
  schedule: string,
  tenantId: string,
) => Promise<LastCycle | { readonly notCompared: string }>;

/**
 * Reads a tenant's directory once and plans each of the schedules. A tenant that cannot be read is a plan that says so: it
 * never stops another one.
 */
export async function planTenant(
  directory: Pick<DirectoryReader, 'readTenant'>,
  lastCycle: FindLastCycle,
  tenant: EstateTenant,
  schedules: readonly Schedule[],
): Promise<readonly TenantPlan[]> {
  const read = await attempt(() => directory.readTenant(tenant.tenantId));
  return Promise.all(
    schedules.map(async (schedule): Promise<TenantPlan> => {
      const found = 'failure' in read ? read : await attempt(async () => decided(read.result, tenant, schedule.class));
      const { name, displayName, tenantId } = tenant;
      const about = { schedule: schedule.name, class: schedule.class, tenant: name, displayName, tenantId };
      if ('failure' in found) {
        const nothing = { accountsSeen: 0, rotate: [], leftOut: [], others: [], problems: [] };
        return { ...about, ...nothing, notReady: found.failure, changes: { notCompared: 'the tenant is not ready' } };
      }
      const { result: plan } = found;
      const last = await lastCycle(schedule.name, tenantId);
      return { ...about, ...plan, changes: 'notCompared' in last ? last : changesSince(last, plan) };
    }),
  );
}

function decided(snapshot: DirectorySnapshot, tenant: EstateTenant, wanted: AccountClass) {
  const { included, excluded, counts, accountsSeen, problems } = classify(snapshot, tenant, wanted);
  return {
    accountsSeen,
    rotate: included,
    leftOut: excluded.map((account) => ({ ...account, sentence: exclusionSentence(account.reason) })),
    others: othersOf(counts, excluded),
    problems,
  };
}

/** What the counts hold beyond those who are named. */
function othersOf(counts: Readonly<Record<string, number>>, named: readonly ExcludedAccount[]): TenantPlan['others'] {
  return Object.entries(counts)
    .map(([reason, accounts]) => ({
      reason,
      accounts: accounts - named.filter((each) => each.reason === reason).length,
    }))
    .filter(({ accounts }) => accounts > 0)
    .sort((a, b) => b.accounts - a.accounts)
    .map((each) => ({ ...each, sentence: sentences.get(each.reason) ?? '' }));
}

/** Reasons that accounts of no class, or of the other class, are left out for. */
const unnamed: readonly ExclusionReason[] = ['not-in-scope', 'other-class', 'not-asked-for'];
const sentences: ReadonlyMap<string, string> = new Map(unnamed.map((each) => [each, exclusionSentence(each)]));

async function attempt<T>(work: () => Promise<T>): Promise<{ readonly result: T } | { readonly failure: string }> {
  try {
    return { result: await work() };
  } catch (error) {
    return { failure: error instanceof Error ? error.message : String(error) };
  }
}
