import { mapConcurrently } from '../../domain/concurrency.ts';
import type { ChangedElsewhere } from '../../domain/credential/changed-elsewhere.ts';
import type { Cycle, TenantInCycle } from '../../domain/cycle/cycle.ts';
import { type Ends, endsOf } from '../../domain/cycle/ends.ts';
import { compareNames } from '../../domain/text/compare-names.ts';
import type { LinkStore } from '../../ports/credential.ts';
import type { CycleStore, TenantStore } from '../../ports/cycle.ts';
import type { MailTroubles } from '../../ports/mail-troubles.ts';
import type { ChangedPasswords } from '../../ports/password-watch.ts';
import type { PauseStore } from '../../ports/pause.ts';
import type { RotationStore } from '../../ports/rotation.ts';
import type { Visitor } from '../visitor.ts';

export interface CyclePorts {
  readonly cycles: Pick<CycleStore, 'find' | 'findTenant' | 'latest' | 'tenantsOf'>;
  readonly tenants: Pick<TenantStore, 'exclusionsOf' | 'proposalsOf'>;
  readonly rotations: Pick<RotationStore, 'find' | 'ofTenant' | 'openFor'>;
  readonly links: Pick<LinkStore, 'findCredential' | 'openIn'>;
  readonly pauses: Pick<PauseStore, 'active'>;
  readonly mailTroubles: Pick<MailTroubles, 'all'>;
  readonly changed: Pick<ChangedPasswords, 'changedElsewhere'>;
}

/** A tenant in a cycle, in numbers. */
export interface TenantFigures {
  readonly tenant: TenantInCycle;
  /** Rotations at each end. */
  readonly ends: Ends;
  /** Rotations that wait for a decision, and whose deadline has not passed. */
  readonly waiting: number;
  /** All others that have no end: also those that were reopened after one. */
  readonly underWay: number;
}

export interface CycleOverview {
  readonly cycle: Cycle;
  /** The technician's tenants in this cycle, by their names. */
  readonly tenants: readonly TenantFigures[];
  /** Passwords of these tenants that nobody has said to be stored, once the cycle is closed: before, most are still on their way. */
  readonly notCollected: number;
  /** Passwords that this cycle set in these tenants and that somebody else has changed since. */
  readonly changed: readonly ChangedElsewhere[];
  /** How many tenants of the cycle belong to other technicians. */
  readonly othersTenants: number;
}

/** An answer of an index takes some ms, and each tenant has one: more at a time than where functions work for many tenants. */
export const INDEX_READS_AT_ONCE = 25;

/**
 * Reads one cycle as this person may see it: the tenants that he or she decides for, or audits, and no others. No account is read: the rows of
 * tenants count them.
 */
export async function overviewOf(ports: CyclePorts, visitor: Visitor, cycle: Cycle, now: Date): Promise<CycleOverview> {
  const everybodys = await ports.cycles.tenantsOf(cycle.cycleId);
  const mine = everybodys.filter(({ tenantId }) => visitor.tenants.some((each) => each.tenantId === tenantId));
  const ordered = mine.toSorted((one, other) => compareNames(one.displayName, other.displayName));
  const mayWait = cycle.status === 'closed' ? mine.filter((each) => endsOf(each).rotated + each.openCount > 0) : [];
  const changes = cycle.dryRun ? [] : await ports.changed.changedElsewhere();
  const uncollected = await mapConcurrently(
    mayWait,
    ({ tenantId }) => ports.links.openIn(tenantId),
    INDEX_READS_AT_ONCE,
  );
  return {
    cycle,
    notCollected: uncollected.flat().filter(({ cycleId }) => cycleId === cycle.cycleId).length,
    tenants: await mapConcurrently(ordered, (each) => figuresOf(ports, cycle, each, now), INDEX_READS_AT_ONCE),
    changed: changes.filter(
      (each) => each.cycleId === cycle.cycleId && mine.some(({ tenantId }) => tenantId === each.tenantId),
    ),
    othersTenants: everybodys.length - mine.length,
  };
}

/** A tenant of a cycle in numbers. What waits is read from the index of open approvals, and only while something can wait. */
export async function figuresOf(
  ports: Pick<CyclePorts, 'rotations'>,
  cycle: Cycle,
  tenant: TenantInCycle,
  now: Date,
): Promise<TenantFigures> {
  const mayWait = tenant.openCount > 0 && new Date(cycle.decideBefore) > now;
  const open = mayWait ? await ports.rotations.openFor(tenant.tenantId) : [];
  const waiting = open.filter(
    ({ cycleId, state }) => cycleId === cycle.cycleId && state.status === 'awaiting-approval',
  ).length;
  const ends = endsOf(tenant);
  const ended = Object.values(ends).reduce((sum, each) => sum + each, 0);
  return { tenant, ends, waiting, underWay: Math.max(0, tenant.rotations - ended - waiting) };
}

/** Whether a person must look at it. */
export const needsPerson = ({ tenant, ends }: Pick<TenantFigures, 'tenant' | 'ends'>): boolean =>
  tenant.status === 'failed' || ends.failed + ends.uncertain > 0;
