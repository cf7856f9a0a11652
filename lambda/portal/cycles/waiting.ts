import type { Estate, EstateTenant } from '../../../config/estate.ts';
import { mapConcurrently } from '../../domain/concurrency.ts';
import type { ChangedElsewhere } from '../../domain/credential/changed-elsewhere.ts';
import { isOpen } from '../../domain/credential/link.ts';
import type { Cycle, TenantInCycle } from '../../domain/cycle/cycle.ts';
import { endsOf } from '../../domain/cycle/ends.ts';
import { type Inspection, inspectionKinds } from '../../domain/inspection/inspection.ts';
import { isRecent, type MailTrouble } from '../../domain/messages/mail-trouble.ts';
import { mustNotDecide } from '../../domain/rotation/approval.ts';
import type { Pause } from '../../domain/rotation/pause.ts';
import type { WaitingRotation } from '../../domain/rotation/rotation.ts';
import { compareNames } from '../../domain/text/compare-names.ts';
import type { HoldStore } from '../../ports/hold.ts';
import type { InspectionStore } from '../../ports/inspections.ts';
import { type OnHold, onHold } from '../../usecases/cycle/on-hold.ts';
import type { PortalSettings } from '../environment.ts';
import { recentCycles } from '../recent-cycles.ts';
import { tenantsOfVisitor, type VaultStanding, vaultStandingOf } from '../vault-standing.ts';
import type { TechnicianVisitor } from '../visitor.ts';
import { type CyclePorts, INDEX_READS_AT_ONCE, needsPerson, type TenantFigures } from './cycle-overview.ts';
import { pausesFor } from './pause-notice.tsx';

/** What a technician must still decide in one cycle. */
export interface WaitingApprovals {
  readonly cycleId: string;
  /** The soonest. */
  readonly decideBefore: string;
  /** Names of the tenants, in their order. */
  readonly tenants: readonly string[];
  readonly accounts: number;
  /** How many of them another technician must decide, because the accounts are, or may be, this technician's own. */
  readonly own: number;
}

/** Passwords that wait for this technician. */
export interface WaitingPasswords {
  readonly count: number;
  /** When the first of their links expires; `undefined`: none has a link that works. */
  readonly collectBefore: Date | undefined;
  /** How many have a link that has expired. */
  readonly expired: number;
}

/** What of a cycle a person must look at. */
export interface Trouble {
  readonly cycleId: string;
  readonly tenants: readonly Pick<TenantFigures, 'tenant' | 'ends'>[];
}

export interface Waiting {
  readonly approvals: readonly WaitingApprovals[];
  readonly passwords: WaitingPasswords;
  /** What became of passwords that go into the vault, in the same cycles. */
  readonly vault: readonly VaultStanding[];
  /** Of cycles that are open or of the last weeks, the newest first. */
  readonly troubles: readonly Trouble[];
  /** What looks at the technician's tenants found that fails. */
  readonly failing: readonly Inspection[];
  /** Pauses that hold in the technician's tenants. */
  readonly pauses: readonly Pause[];
  /** The technician's tenants for which schedules start nothing yet. */
  readonly held: readonly OnHold[];
  /** Passwords of the technician's tenants that somebody else has changed since we set them. */
  readonly changed: readonly ChangedElsewhere[];
  /** Whom mail did not reach in the last weeks. */
  readonly mail: readonly MailTrouble[];
  /** The newest cycles. */
  readonly latest: readonly Cycle[];
}

const LATEST_SHOWN = 3;

export interface WaitingPorts extends CyclePorts {
  readonly inspections: Pick<InspectionStore, 'ofKind'>;
  readonly holds: Pick<HoldStore, 'all'>;
}

/** Everything that waits for a technician. Accounts are read where they wait for a decision, and no others. */
export async function waitingFor(
  ports: WaitingPorts,
  settings: PortalSettings,
  visitor: TechnicianVisitor,
): Promise<Waiting> {
  const now = settings.now();
  const own = new Set(visitor.tenants.map(({ tenantId }) => tenantId));
  const isMine = (tenantId: string) => own.has(tenantId);
  const [open, links, recent, latest, pauses, mail, holds, changed, ...inspections] = await Promise.all([
    mapConcurrently(visitor.tenants, ({ tenantId }) => ports.rotations.openFor(tenantId), INDEX_READS_AT_ONCE),
    mapConcurrently(visitor.tenants, ({ tenantId }) => ports.links.openIn(tenantId), INDEX_READS_AT_ONCE),
    recentCycles(ports.cycles, now),
    ports.cycles.latest(LATEST_SHOWN),
    ports.pauses.active(),
    ports.mailTroubles.all(),
    ports.holds.all(),
    ports.changed.changedElsewhere(),
    ...inspectionKinds.map((kind) => ports.inspections.ofKind(kind)),
  ]);
  const undecided = open
    .flat()
    .filter(({ state, decideBefore }) => state.status === 'awaiting-approval' && new Date(decideBefore) > now);
  const mine = links
    .flat()
    .filter((link) => isOpen(link) && link.recipientObjectId === visitor.technician.objectId)
    .map(({ expiresAt }) => new Date(expiresAt * 1000));
  const working = mine.filter((each) => each > now).toSorted((one, other) => one.getTime() - other.getTime());
  const looked = await mapConcurrently(recent, async ({ cycleId }) => {
    const mine = tenantsOfVisitor(await ports.cycles.tenantsOf(cycleId), visitor);
    return { trouble: troubleIn(cycleId, mine), vault: await vaultStandingOf(ports, cycleId, mine) };
  });
  return {
    approvals: approvalsByCycle(visitor, undecided),
    passwords: { count: mine.length, collectBefore: working[0], expired: mine.length - working.length },
    mail: mail.filter((each) => isRecent(each, now) && (isMine(each.recipient) || !isContact(settings.estate, each))),
    held: onHold(settings.estate, holds).filter(({ tenant }) => isMine(tenant.tenantId)),
    changed: changed.filter(({ tenantId }) => isMine(tenantId)),
    pauses: pausesFor(visitor, pauses, now),
    vault: looked.flatMap(({ vault }) => vault ?? []),
    troubles: looked.map(({ trouble }) => trouble).filter(({ tenants }) => tenants.length > 0),
    failing: inspections.flat().filter(({ failedSince, tenantId }) => failedSince !== undefined && isMine(tenantId)),
    latest,
  };
}

/** Technicians and the team concern everybody; the contact of a customer, whom its tenant's id stands for, those who look after it. */
const isContact = ({ tenants }: Estate, { recipient }: MailTrouble): boolean =>
  tenants.some(({ tenantId }) => tenantId === recipient);

/** In the order of their deadlines. */
function approvalsByCycle(visitor: TechnicianVisitor, undecided: readonly WaitingRotation[]): WaitingApprovals[] {
  const byCycle = new Map<string, WaitingRotation[]>();
  for (const each of undecided) {
    const those = byCycle.get(each.cycleId);
    if (those === undefined) byCycle.set(each.cycleId, [each]);
    else those.push(each);
  }
  const mine = new Map(visitor.tenants.map((each) => [each.tenantId, each]));
  return [...byCycle]
    .map(([cycleId, rotations]) => ({
      cycleId,
      decideBefore: rotations.map(({ decideBefore }) => decideBefore).toSorted()[0] ?? '',
      tenants: [...new Set(rotations.map(({ tenantDisplayName }) => tenantDisplayName))].toSorted(compareNames),
      accounts: rotations.length,
      own: rotations.filter((each) => isOwn(visitor, mine.get(each.tenantId), each)).length,
    }))
    .toSorted((one, other) => one.decideBefore.localeCompare(other.decideBefore));
}

const isOwn = (
  { technician }: TechnicianVisitor,
  tenant: EstateTenant | undefined,
  rotation: WaitingRotation,
): boolean => tenant !== undefined && mustNotDecide(technician, rotation, tenant) !== undefined;

function troubleIn(cycleId: string, mine: readonly TenantInCycle[]): Trouble {
  const tenants = mine
    .map((tenant) => ({ tenant, ends: endsOf(tenant) }))
    .filter(needsPerson)
    .toSorted((one, other) => compareNames(one.tenant.displayName, other.tenant.displayName));
  return { cycleId, tenants };
}
