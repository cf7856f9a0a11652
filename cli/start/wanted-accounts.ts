import type { Schedule } from '../../config/estate.ts';
import type { IncludedAccount } from '../../lambda/domain/accounts/account.ts';
import { classify } from '../../lambda/domain/accounts/classification.ts';
import type { DirectorySnapshot } from '../../lambda/domain/accounts/directory.ts';
import { whyExcluded } from '../../lambda/domain/accounts/exclusion-reasons.ts';
import { isNamed, type TenantRules } from '../../lambda/domain/accounts/tenant-rules.ts';

/** Accounts that a cycle can be started for, and the schedule of their class. */
export interface WantedAccounts {
  readonly schedule: Schedule;
  readonly accounts: readonly IncludedAccount[];
}

/**
 * Finds accounts by object id or UPN and decides as discovery will: with the same rules, for these accounts alone.
 *
 * @param schedules  those to choose from: the one that was asked for, or all
 * @throws with a sentence for every account that is unknown or not rotated
 */
export function wantedAccounts(
  snapshot: DirectorySnapshot,
  tenant: TenantRules,
  names: readonly string[],
  schedules: readonly Schedule[],
): WantedAccounts {
  const users = names.map((name) => ({ name, user: snapshot.users.find((each) => isNamed(each, name)) }));
  const unknown = users.flatMap(({ name, user }) =>
    user === undefined ? [`${name}: the directory has no such account`] : [],
  );
  if (unknown.length > 0) throw new Error(unknown.join('\n'));
  const ids = users.flatMap(({ user }) => (user === undefined ? [] : [user.id]));
  const tried = schedules.map((schedule) => ({ schedule, found: classify(snapshot, tenant, schedule.class, ids) }));
  for (const { schedule, found } of tried) {
    if (found.included.length === new Set(ids).size) return { schedule, accounts: found.included };
  }
  const problems = users.flatMap(({ name, user }) => {
    const inSchedule = tried.find(({ found }) => found.included.some((each) => each.accountId === user?.id));
    if (inSchedule !== undefined) return [`${name}: belongs to ${inSchedule.schedule.name}`];
    const excluded = tried.flatMap(({ found }) => found.excluded).find((each) => each.accountId === user?.id);
    return [`${name}: ${whyExcluded(excluded?.reason ?? 'not-in-scope', excluded?.untold)}`];
  });
  throw new Error(`these accounts are not rotated together:\n${problems.join('\n')}`);
}
