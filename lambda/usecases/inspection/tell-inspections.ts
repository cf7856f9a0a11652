import type { Estate } from '../../../config/estate.ts';
import type { Inspection, InspectionKind } from '../../domain/inspection/inspection.ts';
import type { InspectionStore } from '../../ports/inspections.ts';
import type { MessageQueue } from '../../ports/messages.ts';
import type { TicketQueue } from '../../ports/tickets.ts';

export interface TellPorts {
  readonly inspections: Pick<InspectionStore, 'ofKind' | 'save'>;
  readonly messageQueue: MessageQueue;
  readonly ticketQueue: TicketQueue;
  readonly estate: Pick<Estate, 'psa' | 'tenants'>;
  /** Many tenants have begun to fail together: somebody must look for one cause. */
  readonly reportMany: () => void;
}

/**
 * So many tenants that begin to fail together have one cause, which is mostly ours or Microsoft's: a person is called, and tickets wait until
 * the tenant was looked at once more.
 */
const MANY = 10;

/**
 * Tells of results that are new: tickets of the tenants, one message for the team. Each row remembers whether it was told, so that a run
 * that stops in between loses nothing (R8): the next one tells it.
 */
export async function tellInspections(ports: TellPorts, kind: InspectionKind): Promise<void> {
  const known = new Set(ports.estate.tenants.map(({ tenantId }) => tenantId));
  const untold = (await ports.inspections.ofKind(kind)).filter((each) => !each.told && known.has(each.tenantId));
  if (untold.length === 0) return;
  const begun = untold.filter((each) => each.failedSince === each.at);
  const isMany = begun.length >= MANY;
  if (isMany) ports.reportMany();
  const ready = isMany ? untold.filter((each) => each.failedSince !== each.at) : untold;
  const instants = untold.map(({ changedAt }) => changedAt).toSorted();
  await ports.messageQueue.send({
    kind: 'inspection-changed',
    inspection: kind,
    since: instants[0] ?? '',
    until: instants.at(-1) ?? '',
  });
  for (const each of ready) {
    if (hasTicket(ports, each)) await ports.ticketQueue.send({ inspection: kind, tenantId: each.tenantId });
    // Where another run has saved a newer result meanwhile, that run tells it.
    await ports.inspections.save({ ...each, told: true }, each, []);
  }
}

const hasTicket = ({ estate }: Pick<TellPorts, 'estate'>, { failedSince, mendedAt }: Inspection) =>
  estate.psa.system !== 'none' && (failedSince !== undefined || mendedAt !== undefined);
