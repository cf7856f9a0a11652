import type { Schedule, TenantWithRules } from '../../config/estate.ts';
import type { AccountClass } from '../../lambda/domain/accounts/account.ts';
import { classify } from '../../lambda/domain/accounts/classification.ts';
import type { DirectorySnapshot } from '../../lambda/domain/accounts/directory.ts';
import { furtherReads } from '../../lambda/domain/accounts/tenant-rules.ts';
import { type Plan, plannedAccount, planOf } from '../../lambda/domain/plan/plan.ts';
import type { DirectoryReader } from '../../lambda/ports/accounts.ts';
import type { FindLastCycle } from '../../lambda/usecases/discovery/last-cycle.ts';
import { type ComparedPlan, withChanges } from '../../lambda/usecases/discovery/recorded-plan.ts';
import { toldAccounts } from '../../lambda/usecases/discovery/told-accounts.ts';
import { sentenceOf } from '../operator/sentence-of.ts';

/** What a cycle of one schedule would do in one tenant if it began now. */
export interface TenantPlan extends ComparedPlan {
  readonly schedule: string;
  readonly class: AccountClass;
  readonly tenant: string;
  readonly displayName: string;
  readonly tenantId: string;
  /** Why nothing would be rotated here at all, and what to do about it. */
  readonly notReady?: string;
}

/**
 * Reads a tenant's directory once and plans each of the schedules. A tenant that cannot be read is a plan that says so: it
 * never stops another one.
 */
export async function planTenant(
  directory: Pick<DirectoryReader, 'readTenant' | 'readDetails'>,
  lastCycle: FindLastCycle,
  tenant: TenantWithRules,
  schedules: readonly Schedule[],
): Promise<readonly TenantPlan[]> {
  const read = await attempt(() => directory.readTenant(tenant.tenantId, furtherReads(tenant)));
  return Promise.all(
    schedules.map(async (schedule): Promise<TenantPlan> => {
      const found =
        'failure' in read ? read : await attempt(() => planned(directory, read.result, tenant, schedule.class));
      const { name, displayName, tenantId } = tenant;
      const about = { schedule: schedule.name, class: schedule.class, tenant: name, displayName, tenantId };
      if ('failure' in found) {
        const nothing = { accountsSeen: 0, rotate: [], leftOut: [], others: [], problems: [] };
        return { ...about, notReady: found.failure, ...nothing, changes: { notCompared: 'the tenant is not ready' } };
      }
      return { ...about, ...(await withChanges(found.result, lastCycle, schedule.name, tenantId)) };
    }),
  );
}

async function planned(
  directory: Pick<DirectoryReader, 'readDetails'>,
  snapshot: DirectorySnapshot,
  tenant: TenantWithRules,
  wanted: AccountClass,
): Promise<Plan> {
  const found = await toldAccounts(directory, classify(snapshot, tenant, wanted), snapshot, tenant);
  return planOf({ ...found, included: found.included.map(plannedAccount) });
}

async function attempt<T>(work: () => Promise<T>): Promise<{ readonly result: T } | { readonly failure: string }> {
  try {
    return { result: await work() };
  } catch (error) {
    return { failure: sentenceOf(error) };
  }
}
