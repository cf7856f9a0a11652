import type { Estate, EstateTenant, Schedule, TenantWithRules } from '../../config/estate.ts';
import { readerApp } from '../../lambda/adapters/graph/graph-apps.ts';
import type { AccountClass } from '../../lambda/domain/accounts/account.ts';
import { furtherReads } from '../../lambda/domain/accounts/tenant-rules.ts';
import { LONGEST_REQUEST, MOST_CHOSEN } from '../../lambda/domain/cycle/only-these.ts';
import { busySentence, rotationHoldingLock } from '../../lambda/usecases/rotation/account-busy.ts';
import { microsoftAccess } from '../operator/microsoft.ts';
import { scheduleNamed } from '../operator/schedule-named.ts';
import type { StoredRotations } from '../operator/stored-rotations.ts';
import { cyclesSeenBy } from './seen-by.ts';
import { wantedAccounts } from './wanted-accounts.ts';
import type { WantedCycle } from './wanted-cycle.ts';

/** What `rotation start` is asked for. */
export interface StartOptions {
  readonly tenant: readonly string[];
  readonly account: readonly string[];
  /** Name, mail address or object id of a person. */
  readonly seenBy?: string;
  readonly schedule?: string;
  readonly request?: string;
  readonly emergency: boolean;
  readonly services: boolean;
  readonly dryRun: boolean;
}

/** Options that contradict each other, a sentence each. */
export function contradictingOptions({
  tenant,
  account,
  seenBy,
  schedule,
  request,
  emergency,
  services,
  dryRun,
}: StartOptions): readonly string[] {
  return [
    ...(request === undefined || (request.length > 0 && request.length <= LONGEST_REQUEST)
      ? []
      : [`--request must have 1 to ${LONGEST_REQUEST} characters`]),
    ...(account.length > MOST_CHOSEN ? [`--account takes ${MOST_CHOSEN} accounts at most`] : []),
    ...(account.length > 0 && tenant.length !== 1 ? ['--account needs exactly one --tenant'] : []),
    ...(emergency || account.length > 0 || seenBy !== undefined || schedule !== undefined
      ? []
      : ['--schedule is needed where no --account is given']),
    ...(seenBy !== undefined && (account.length > 0 || schedule !== undefined || services)
      ? ['--seen-by takes no --account, --schedule and --services: it finds the accounts, of both classes']
      : []),
    ...(emergency && tenant.length === 0 && seenBy === undefined
      ? ['--emergency needs --tenant: which tenants are compromised?']
      : []),
    ...(emergency && schedule !== undefined
      ? ['--emergency takes no --schedule: it is for admins, with --services for service accounts too']
      : []),
    ...(emergency && dryRun ? ['--emergency takes no --dry-run: `rotation plan` shows what would be rotated'] : []),
    ...(services && !emergency ? ['--services goes with --emergency; otherwise --schedule says which class'] : []),
    ...(services && account.length > 0
      ? ['--services is for all service accounts, --account for some accounts: give one of both']
      : []),
  ];
}

/** How the cycles of an emergency are told from others of the same day for the same accounts, where no --request is given. */
const EMERGENCY_REQUEST = 'emergency';

export const requestOf = ({ request, emergency }: Pick<StartOptions, 'request' | 'emergency'>): string | undefined =>
  request ?? (emergency ? EMERGENCY_REQUEST : undefined);

/**
 * The cycles to start: one; in an emergency that asks for service accounts too, and for the accounts that a person has seen, one for each
 * class. Each has a page and an end of its own.
 *
 * @throws with a sentence that says what is wrong
 */
export async function wantedCycles(
  estate: Estate,
  tenants: readonly TenantWithRules[],
  stored: StoredRotations,
  options: StartOptions,
): Promise<readonly WantedCycle[]> {
  const { tenant, account, seenBy, emergency, services } = options;
  if (seenBy !== undefined) return cyclesSeenBy(estate, stored, seenBy, tenant.length === 0 ? undefined : tenants);
  if (account.length > 0) return [await forAccounts(estate, tenants, stored, options)];
  const only = tenant.length === 0 ? undefined : { tenantIds: tenants.map(({ tenantId }) => tenantId), accountIds: [] };
  if (!emergency) return [{ schedule: scheduleNamed(estate, options.schedule ?? ''), only }];
  const classes: readonly AccountClass[] = services ? ['admin', 'service'] : ['admin'];
  return classes.map((each) => ({ schedule: firstOf(estate, each), only }));
}

function firstOf({ schedules }: Estate, wanted: AccountClass): Schedule {
  const schedule = schedules.find((each) => each.class === wanted);
  if (schedule === undefined) throw new Error(`the estate has no schedule for ${wanted} accounts, which a cycle needs`);
  return schedule;
}

async function forAccounts(
  estate: Estate,
  tenants: readonly TenantWithRules[],
  stored: StoredRotations,
  { account, schedule }: StartOptions,
): Promise<WantedCycle> {
  const named = schedule === undefined ? undefined : scheduleNamed(estate, schedule);
  const [one] = tenants;
  if (one === undefined) throw new Error('--account needs exactly one --tenant');
  const directory = readerApp(microsoftAccess(estate).appOptions('reader'));
  const snapshot = await directory.readTenant(one.tenantId, furtherReads(one));
  const found = wantedAccounts(snapshot, one, account, named === undefined ? estate.schedules : [named]);
  const accountIds = found.accounts.map(({ accountId }) => accountId);
  await requireFree(stored, one, accountIds);
  return { schedule: found.schedule, only: { tenantIds: [one.tenantId], accountIds } };
}

/** Staging would refuse it hours later, after somebody was asked for nothing. */
async function requireFree({ rotations }: StoredRotations, tenant: EstateTenant, accountIds: readonly string[]) {
  for (const accountId of accountIds) {
    const holding = await rotationHoldingLock(rotations, { tenantId: tenant.tenantId, accountId });
    if (holding !== undefined) throw new Error(`${holding.account.userPrincipalName}: ${busySentence(holding)}`);
  }
}
