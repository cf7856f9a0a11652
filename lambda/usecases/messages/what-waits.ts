import type { EstateTenant, Technician } from '../../../config/estate.ts';
import { mapConcurrently } from '../../domain/concurrency.ts';
import type { CredentialLink } from '../../domain/credential/link.ts';
import type { Cycle } from '../../domain/cycle/cycle.ts';
import { mayDecide } from '../../domain/rotation/approval.ts';
import { isIn, type Rotation } from '../../domain/rotation/rotation.ts';
import type { NotifyPorts } from './notify-ports.ts';

type ReadingPorts = Pick<NotifyPorts, 'cycles' | 'rotations' | 'links' | 'estate' | 'now'>;

/** A tenant, and the rotations in it that wait for a decision. */
export interface WaitingTenant {
  readonly tenant: EstateTenant;
  readonly rotations: readonly Rotation[];
}

/** What waits for a decision in a cycle. */
export interface WaitingApprovals {
  readonly cycle: Cycle;
  /** Those in which something waits, in the order of the estate. */
  readonly tenants: readonly WaitingTenant[];
  /** How many of the tenants that were looked at discovery has not read yet. */
  readonly unread: number;
}

/**
 * What waits in a cycle for one technician to decide, or for anybody.
 *
 * @param technician  `undefined`: anybody
 */
export async function waitingApprovals(
  { cycles, rotations, estate, now }: ReadingPorts,
  cycleId: string,
  technician: Technician | undefined,
): Promise<WaitingApprovals> {
  const cycle = await cycles.find(cycleId);
  if (cycle === undefined) throw new Error(`there is no cycle ${cycleId}`);
  const inCycle = new Map((await cycles.tenantsOf(cycleId)).map((each) => [each.tenantId, each]));
  const own = estate.tenants.filter((each) => inCycle.has(each.tenantId) && mayDecideIn(technician, each));
  const read = own.filter(({ tenantId }) => inCycle.get(tenantId)?.status !== 'pending');
  const tenants = await mapConcurrently(read, async (tenant) => ({
    tenant,
    rotations: (await rotations.ofTenant(cycleId, tenant.tenantId)).filter((each) =>
      technician === undefined
        ? isIn(each, 'awaiting-approval')
        : mayDecide(technician, each, tenant, now(), 'approve').allowed,
    ),
  }));
  return {
    cycle,
    tenants: tenants.filter((each) => each.rotations.length > 0),
    unread: own.length - read.length,
  };
}

/**
 * A request waits until every tenant that it may be about was read, so that one mail tells of all; but no longer than this. Measured from
 * when the cycle was opened.
 */
const WAITS_FOR_TENANTS_MS = 30 * 60_000;

/** Whether it is too early to ask: tenants that a technician, or anybody, may decide about are still being read. */
export async function isStillRead(
  { cycles, estate, now }: ReadingPorts,
  cycleId: string,
  technician: Technician | undefined,
): Promise<boolean> {
  const cycle = await cycles.find(cycleId);
  if (cycle === undefined || cycle.emergency === true) return false;
  if (now().getTime() - Date.parse(cycle.openedAt) >= WAITS_FOR_TENANTS_MS) return false;
  const pending = new Set(
    (await cycles.tenantsOf(cycleId)).flatMap(({ status, tenantId }) => (status === 'pending' ? [tenantId] : [])),
  );
  return estate.tenants.some((each) => pending.has(each.tenantId) && mayDecideIn(technician, each));
}

const mayDecideIn = (technician: Technician | undefined, tenant: EstateTenant): boolean =>
  technician === undefined ||
  [technician.tenants, technician.standsInFor].some((each) => each === 'all' || each.includes(tenant.name));

export const countOf = (tenants: readonly WaitingTenant[]): number =>
  tenants.reduce((sum, { rotations }) => sum + rotations.length, 0);

/** Passwords of a cycle that a technician may collect, and how many more there may be. */
export interface WaitingPasswords {
  readonly links: readonly CredentialLink[];
  /** Accounts that the technician has approved and whose passwords are not there yet. */
  readonly underWay: number;
}

/** @returns links that nobody has used and that are still valid, the first to expire in front */
export async function waitingPasswords(
  { cycles, rotations, links, estate, now }: ReadingPorts,
  cycleId: string,
  technicianObjectId: string,
): Promise<WaitingPasswords> {
  const inCycle = new Set((await cycles.tenantsOf(cycleId)).map(({ tenantId }) => tenantId));
  const tenants = estate.tenants.filter(({ tenantId }) => inCycle.has(tenantId));
  const found = await mapConcurrently(tenants, async ({ tenantId }) => ({
    links: (await links.openIn(tenantId)).filter(
      (link) =>
        link.cycleId === cycleId &&
        link.recipientObjectId === technicianObjectId &&
        link.expiresAt * 1000 > now().getTime(),
    ),
    underWay: (await rotations.ofTenant(cycleId, tenantId)).filter(
      (each) =>
        isIn(each, 'approved', 'staged', 'maybe-applied', 'applied', 'proven', 'current') &&
        each.state.decision.by.objectId === technicianObjectId,
    ).length,
  }));
  return {
    links: found.flatMap((each) => each.links).toSorted((a, b) => a.expiresAt - b.expiresAt),
    underWay: found.reduce((sum, each) => sum + each.underWay, 0),
  };
}
