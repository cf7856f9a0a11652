import type { ExcludedAccount } from '../../domain/accounts/account.ts';
import { mapConcurrently } from '../../domain/concurrency.ts';
import type { ChangedElsewhere } from '../../domain/credential/changed-elsewhere.ts';
import type { CredentialLinkState } from '../../domain/credential/link.ts';
import type { Cycle } from '../../domain/cycle/cycle.ts';
import { type Pause, pausedBy } from '../../domain/rotation/pause.ts';
import type { Rotation, RotationStatus } from '../../domain/rotation/rotation.ts';
import { compareNames } from '../../domain/text/compare-names.ts';
import { type FindLastCycle, lastCycleOf } from '../../usecases/discovery/last-cycle.ts';
import { type ComparedPlan, recordedPlan } from '../../usecases/discovery/recorded-plan.ts';
import { type Part, partOf } from '../paging.tsx';
import type { Visitor } from '../visitor.ts';
import { type CyclePorts, figuresOf, INDEX_READS_AT_ONCE, type TenantFigures } from './cycle-overview.ts';

/** So many rows, with what stands around them, are less than 60 KB. */
const ACCOUNTS_ON_A_PAGE = 50;
const LEFT_OUT_ON_A_PAGE = 100;

/**
 * Whether the password of a rotation was collected through its link. `unknown`: there is no link, or its row has expired.
 * `replaced`: the link was revoked; where a new one was made, the timeline shows it.
 */
export type Collection = 'collected' | 'not-collected' | 'replaced' | 'unknown';

export interface AccountInCycle {
  readonly rotation: Rotation;
  readonly collection: Collection;
}

/** What of a tenant a page is asked to show. */
export interface TenantView {
  /** Accounts whose names hold this; left out: all. */
  readonly search?: string | undefined;
  readonly status?: string | undefined;
  readonly page?: string | undefined;
  /** Lists the accounts that were left out, and no others. */
  readonly leftOut?: boolean;
}

export interface TenantOverview {
  readonly cycle: Cycle;
  readonly figures: TenantFigures;
  /** The tenant's short name in the estate. */
  readonly tenantName: string;
  /** Rotations that were found by the search: what a person must look at comes first. */
  readonly accounts: Part<AccountInCycle>;
  /** Those that hold for the accounts of this cycle in this tenant. */
  readonly pauses: readonly Pause[];
  /** All statuses of the tenant's rotations. */
  readonly statuses: readonly RotationStatus[];
  /** Passwords of this cycle that nobody has collected. */
  readonly notCollected: number;
  readonly exclusions: Part<ExcludedAccount>;
  /** Passwords that this cycle set here and that somebody else has changed since. */
  readonly changed: readonly ChangedElsewhere[];
  /** Of a dry run, in a tenant that could be read: what a cycle would do. */
  readonly plan?: ComparedPlan;
}

/** @returns `undefined` when the tenant is not in the cycle, or the visitor neither looks after it nor audits it */
export async function tenantOverviewOf(
  ports: CyclePorts,
  visitor: Visitor,
  cycle: Cycle,
  tenantId: string,
  view: TenantView,
  now: Date,
): Promise<TenantOverview | undefined> {
  const mine = visitor.tenants.find((each) => each.tenantId === tenantId);
  const tenant = mine && (await ports.cycles.findTenant(cycle.cycleId, tenantId));
  if (mine === undefined || tenant === undefined) return undefined;
  const [figures, rotations, exclusions, open, pauses, changed] = await Promise.all([
    figuresOf(ports, cycle, tenant, now),
    cycle.dryRun ? [] : ports.rotations.ofTenant(cycle.cycleId, tenantId),
    cycle.dryRun ? [] : ports.tenants.exclusionsOf(cycle.cycleId, tenantId),
    cycle.dryRun ? [] : ports.links.openIn(tenantId),
    cycle.dryRun ? [] : ports.pauses.active(),
    cycle.dryRun ? [] : ports.changed.changedElsewhere(tenantId),
  ]);
  const found = rotations.filter((each) => isFound(each, view)).toSorted(byUrgency);
  const part = partOf(found, view.page, ACCOUNTS_ON_A_PAGE);
  const items = view.leftOut
    ? []
    : await mapConcurrently(
        part.items,
        async (rotation) => ({ rotation, collection: await collectionOf(ports.links, rotation) }),
        INDEX_READS_AT_ONCE,
      );
  const named = exclusions.toSorted((one, other) => compareNames(one.userPrincipalName, other.userPrincipalName));
  const plan = await planOf(ports, lastCycleOf(ports, cycle.openedAt), figures, cycle);
  return {
    cycle,
    figures,
    tenantName: mine.name,
    pauses: pauses.filter(
      (each) => pausedBy([each], { cycleId: cycle.cycleId, tenantId, class: cycle.class }, now) !== undefined,
    ),
    accounts: { ...part, items },
    statuses: [...new Set(rotations.map(({ state }) => state.status))],
    notCollected: open.filter(({ cycleId }) => cycleId === cycle.cycleId).length,
    exclusions: partOf(named, view.leftOut ? view.page : undefined, LEFT_OUT_ON_A_PAGE),
    changed: changed.filter((each) => each.cycleId === cycle.cycleId),
    ...(plan === undefined ? {} : { plan }),
  };
}

/** All accounts that were found by a search, as a file lists them; `undefined` as above. */
export async function accountsOf(
  ports: Pick<CyclePorts, 'cycles' | 'rotations' | 'tenants'>,
  visitor: Visitor,
  { cycleId, dryRun }: Cycle,
  tenantId: string,
  view: TenantView,
): Promise<{ readonly rotations: readonly Rotation[]; readonly leftOut: readonly ExcludedAccount[] } | undefined> {
  const isMine = visitor.tenants.some((each) => each.tenantId === tenantId);
  if (!isMine || dryRun || (await ports.cycles.findTenant(cycleId, tenantId)) === undefined) return undefined;
  const [rotations, leftOut] = await Promise.all([
    view.leftOut ? [] : ports.rotations.ofTenant(cycleId, tenantId),
    view.leftOut ? ports.tenants.exclusionsOf(cycleId, tenantId) : [],
  ]);
  return {
    rotations: rotations.filter((each) => isFound(each, view)).toSorted(byUrgency),
    leftOut: leftOut.toSorted((one, other) => compareNames(one.userPrincipalName, other.userPrincipalName)),
  };
}

async function planOf(
  ports: CyclePorts,
  lastCycle: FindLastCycle,
  { tenant }: TenantFigures,
  { dryRun, schedule }: Cycle,
): Promise<ComparedPlan | undefined> {
  const wasRead = tenant.status === 'discovered' || tenant.status === 'closed';
  return dryRun && wasRead ? recordedPlan(ports.tenants, lastCycle, schedule, tenant) : undefined;
}

function isFound({ account, state }: Rotation, { search = '', status = '' }: TenantView): boolean {
  const names = `${account.userPrincipalName}\n${account.displayName}`.toLowerCase();
  return names.includes(search.trim().toLowerCase()) && (status === '' || state.status === status);
}

async function collectionOf(
  links: Pick<CyclePorts['links'], 'findCredential'>,
  { state }: Rotation,
): Promise<Collection> {
  if (!('linkId' in state) || state.linkId === undefined) return 'unknown';
  const link = await links.findCredential(state.linkId);
  return link === undefined ? 'unknown' : collectionBy[link.state.status];
}

const collectionBy: Readonly<Record<CredentialLinkState['status'], Collection>> = {
  ready: 'not-collected',
  revealed: 'collected',
  revoked: 'replaced',
};

const urgency: Readonly<Partial<Record<RotationStatus, number>>> = {
  uncertain: 0,
  failed: 1,
  'awaiting-approval': 2,
  expired: 4,
  rejected: 5,
  rotated: 6,
};

function byUrgency({ state: one, account: a }: Rotation, { state: other, account: b }: Rotation): number {
  const difference = (urgency[one.status] ?? 3) - (urgency[other.status] ?? 3);
  return difference === 0 ? compareNames(a.userPrincipalName, b.userPrincipalName) : difference;
}
