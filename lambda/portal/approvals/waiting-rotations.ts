import type { EstateTenant } from '../../../config/estate.ts';
import { holdsGlobalAdministrator } from '../../domain/accounts/held-global-administrator.ts';
import { mapConcurrently } from '../../domain/concurrency.ts';
import type { Cycle, TenantInCycle } from '../../domain/cycle/cycle.ts';
import { mayDecide, needsTwoPersons } from '../../domain/rotation/approval.ts';
import { isIn, type Vote, type WaitingRotation } from '../../domain/rotation/rotation.ts';
import { compareNames } from '../../domain/text/compare-names.ts';
import type { CycleStore } from '../../ports/cycle.ts';
import type { RotationStore } from '../../ports/rotation.ts';
import { carriedOutFromThere } from '../../usecases/rotation/carry-out.ts';
import type { PortalSettings } from '../environment.ts';
import type { TechnicianVisitor } from '../visitor.ts';

/** One account that waits for a decision, as one technician sees it. */
export interface Question {
  readonly rotation: WaitingRotation;
  readonly tenant: EstateTenant;
  /** Whether two technicians must approve. */
  readonly twoPersons: boolean;
  /** What the first of two has said; `undefined`: nobody has. */
  readonly first: Vote | undefined;
  /** Why this technician cannot approve it, in a sentence for him or her; `undefined`: nothing stands against it. */
  readonly notByYou: string | undefined;
}

/** What waits in one tenant. */
export interface TenantApprovals {
  readonly tenant: EstateTenant;
  /** May be decided by this technician now. */
  readonly open: readonly Question[];
  /** Wait for somebody else. */
  readonly others: readonly Question[];
  /** How many were asked about and wait no more. */
  readonly decided: number;
  /** When its resets begin if they are approved now, where they wait for a change window. */
  readonly resetsFrom: string | undefined;
}

export interface CycleApprovals {
  readonly cycle: Cycle;
  /** The technician's tenants in this cycle, in the order of their display names. */
  readonly tenants: readonly TenantApprovals[];
}

export interface ApprovalsReader {
  readonly cycles: Pick<CycleStore, 'find' | 'tenantsOf'>;
  readonly rotations: Pick<RotationStore, 'openFor'>;
}

/** Reads of small answers: as many at a time as the connections of one AWS client allow with ease. */
const READS_AT_ONCE = 32;

/**
 * Reads what waits in a cycle: the index of open approvals, once for each tenant, and what the cycle counts.
 * @returns `undefined` when there is no such cycle, or nothing in it for this technician
 */
export async function approvalsOf(
  { cycles, rotations }: ApprovalsReader,
  settings: Pick<PortalSettings, 'estate' | 'now'>,
  visitor: TechnicianVisitor,
  cycleId: string,
): Promise<CycleApprovals | undefined> {
  const [cycle, counted] = await Promise.all([cycles.find(cycleId), cycles.tenantsOf(cycleId)]);
  if (cycle === undefined || cycle.dryRun) return undefined;
  const now = settings.now();
  const inCycle = new Map(counted.map((each) => [each.tenantId, each]));
  const mine = visitor.tenants.filter(({ tenantId }) => inCycle.has(tenantId));
  const tenants = await mapConcurrently(
    mine,
    async (tenant) =>
      tenantApprovals(
        tenant,
        carriedOutFromThere(settings.estate, { tenantId: tenant.tenantId, emergency: cycle.emergency }, now)?.there,
        (await rotations.openFor(tenant.tenantId))
          .filter((each) => each.cycleId === cycleId && isIn(each, 'awaiting-approval') && !isOver(each, now))
          .map((rotation) => questionAbout(settings, visitor, tenant, rotation)),
        inCycle.get(tenant.tenantId),
      ),
    READS_AT_ONCE,
  );
  const involved = tenants.filter(({ open, others, decided }) => open.length + others.length + decided > 0);
  return involved.length === 0 ? undefined : { cycle, tenants: involved.toSorted(byDisplayName) };
}

const isOver = ({ decideBefore }: WaitingRotation, now: Date) => Date.parse(decideBefore) <= now.getTime();

function questionAbout(
  { estate, now }: Pick<PortalSettings, 'estate' | 'now'>,
  { technician }: TechnicianVisitor,
  tenant: EstateTenant,
  rotation: WaitingRotation,
): Question {
  const permission = mayDecide(technician, rotation, tenant, now());
  return {
    rotation,
    tenant,
    twoPersons: needsTwoPersons(rotation, tenant, estate),
    first: rotation.state.status === 'awaiting-approval' ? rotation.state.first : undefined,
    notByYou: permission.allowed ? undefined : permission.sentence,
  };
}

function tenantApprovals(
  tenant: EstateTenant,
  begins: string | undefined,
  questions: readonly Question[],
  counted: TenantInCycle | undefined,
): TenantApprovals {
  return {
    tenant,
    open: questions.filter(({ notByYou }) => notByYou === undefined).toSorted(byImportance),
    others: questions.filter(({ notByYou }) => notByYou !== undefined).toSorted(byImportance),
    decided: Math.max(0, (counted?.rotations ?? 0) - questions.length),
    resetsFrom: begins,
  };
}

/** One order of tenants on all of these pages. */
const byDisplayName = (a: { readonly tenant: EstateTenant }, b: { readonly tenant: EstateTenant }): number =>
  compareNames(a.tenant.displayName, b.tenant.displayName);

/** Global Administrators first, then by name. */
const byImportance = (a: Question, b: Question): number =>
  Number(isAdministrator(b)) - Number(isAdministrator(a)) ||
  compareNames(a.rotation.account.userPrincipalName, b.rotation.account.userPrincipalName);

/** Whether the account holds Global Administrator, or may activate it at any time. */
export const isAdministrator = ({ rotation: { account } }: Pick<Question, 'rotation'>): boolean =>
  holdsGlobalAdministrator(account) !== undefined;

export const openQuestions = (tenants: readonly TenantApprovals[]): readonly Question[] =>
  tenants.flatMap(({ open }) => open);
