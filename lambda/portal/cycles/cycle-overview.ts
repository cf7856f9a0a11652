import type { ExcludedAccount } from '../../domain/accounts/account.ts';
import { mapConcurrently } from '../../domain/concurrency.ts';
import type { CredentialLinkState } from '../../domain/credential/link.ts';
import type { Cycle, TenantInCycle } from '../../domain/cycle/cycle.ts';
import type { Rotation, RotationStatus } from '../../domain/rotation/rotation.ts';
import type { LinkStore } from '../../ports/credential.ts';
import type { CycleStore, TenantStore } from '../../ports/cycle.ts';
import type { RotationStore } from '../../ports/rotation.ts';
import { type FindLastCycle, lastCycleOf } from '../../usecases/discovery/last-cycle.ts';
import { type ComparedPlan, recordedPlan } from '../../usecases/discovery/recorded-plan.ts';
import type { Visitor } from '../visitor.ts';

/** With more tenants than these, a page shows the accounts of one tenant at a time. */
const TENANTS_AT_ONCE = 25;

/**
 * Whether the password of a rotation was collected through its link. `unknown`: there is no link, or its row has expired.
 * `replaced`: the link was revoked; where a new one was made, the timeline shows it.
 */
export type Collection = 'collected' | 'not-collected' | 'replaced' | 'unknown';

export interface AccountInCycle {
  readonly rotation: Rotation;
  readonly collection: Collection;
}

export interface TenantOverview {
  readonly tenant: TenantInCycle;
  /** The tenant's short name in the estate. */
  readonly tenantName: string;
  /** What a person must look at comes first. */
  readonly accounts: readonly AccountInCycle[];
  readonly exclusions: readonly ExcludedAccount[];
  /** Of a dry run, in a tenant that could be read: what a cycle would do. */
  readonly plan?: ComparedPlan;
}

export interface CycleOverview {
  readonly cycle: Cycle;
  /** The technician's tenants in this cycle. */
  readonly tenants: readonly TenantInCycle[];
  /** Those whose accounts are shown: all, or the chosen one. */
  readonly shown: readonly TenantOverview[];
  /** How many tenants of the estate belong to other technicians. */
  readonly othersTenants: number;
}

export interface CyclePorts {
  readonly cycles: Pick<CycleStore, 'find' | 'findTenant' | 'latest' | 'tenantsOf'>;
  readonly tenants: Pick<TenantStore, 'exclusionsOf' | 'proposalsOf'>;
  readonly rotations: Pick<RotationStore, 'find' | 'ofTenant' | 'openFor'>;
  readonly links: Pick<LinkStore, 'findCredential' | 'openIn'>;
}

/** Reads one cycle as this technician may see it: the tenants that he or she decides for, and no others. */
export async function overviewOf(
  ports: CyclePorts,
  visitor: Visitor,
  cycle: Cycle,
  chosenTenantId: string | undefined,
): Promise<CycleOverview> {
  const everybodys = await ports.cycles.tenantsOf(cycle.cycleId);
  const tenants = everybodys.filter(({ tenantId }) => visitor.tenants.some((mine) => mine.tenantId === tenantId));
  const chosen = tenants.filter(({ tenantId }) => tenantId === chosenTenantId);
  const toShow = chosen.length > 0 ? chosen : tenants.length <= TENANTS_AT_ONCE ? tenants : [];
  const lastCycle = lastCycleOf(ports, cycle.openedAt);
  return {
    cycle,
    tenants,
    shown: await mapConcurrently(toShow, async (tenant) => ({
      ...(cycle.dryRun ? await dryRunOverview(ports, lastCycle, cycle, tenant) : await tenantOverview(ports, tenant)),
      tenantName: visitor.tenants.find(({ tenantId }) => tenantId === tenant.tenantId)?.name ?? tenant.tenantId,
    })),
    othersTenants: everybodys.length - tenants.length,
  };
}

type OverviewParts = Omit<TenantOverview, 'tenantName'>;

async function dryRunOverview(
  ports: CyclePorts,
  lastCycle: FindLastCycle,
  { schedule }: Cycle,
  tenant: TenantInCycle,
): Promise<OverviewParts> {
  const nothing = { tenant, accounts: [], exclusions: [] };
  const wasRead = tenant.status === 'discovered' || tenant.status === 'closed';
  return wasRead ? { ...nothing, plan: await recordedPlan(ports.tenants, lastCycle, schedule, tenant) } : nothing;
}

async function tenantOverview(ports: CyclePorts, tenant: TenantInCycle): Promise<OverviewParts> {
  const [rotations, exclusions] = await Promise.all([
    ports.rotations.ofTenant(tenant.cycleId, tenant.tenantId),
    ports.tenants.exclusionsOf(tenant.cycleId, tenant.tenantId),
  ]);
  const accounts = await mapConcurrently(rotations, async (rotation) => ({
    rotation,
    collection: await collectionOf(ports.links, rotation),
  }));
  return { tenant, accounts: accounts.toSorted(byUrgency), exclusions };
}

async function collectionOf(links: CyclePorts['links'], { state }: Rotation): Promise<Collection> {
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

function byUrgency({ rotation: a }: AccountInCycle, { rotation: b }: AccountInCycle): number {
  const difference = (urgency[a.state.status] ?? 3) - (urgency[b.state.status] ?? 3);
  return difference === 0 ? a.account.userPrincipalName.localeCompare(b.account.userPrincipalName, 'en') : difference;
}
