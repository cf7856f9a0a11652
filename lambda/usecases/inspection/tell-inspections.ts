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
  const due = (await ports.inspections.ofKind(kind)).filter(
    (each) => known.has(each.tenantId) && (!each.told || each.ticketWaits === true),
  );
  const untold = due.filter(({ told }) => !told);
  const isMany = due.filter(hasJustBegun).length >= MANY;
  if (untold.length > 0) {
    if (isMany) ports.reportMany();
    const instants = untold.map(({ changedAt }) => changedAt).toSorted();
    await ports.messageQueue.send({
      kind: 'inspection-changed',
      inspection: kind,
      since: instants[0] ?? '',
      until: instants.at(-1) ?? '',
    });
  }
  for (const each of due) {
    const { ticketWaits, ...told } = { ...each, told: true };
    const waits = hasJustBegun(each) && (isMany || ticketWaits === true);
    if (waits && each.told) continue;
    if (!waits && hasTicket(ports, each)) await ports.ticketQueue.send({ inspection: kind, tenantId: each.tenantId });
    // Where another run has saved a newer result meanwhile, that run tells it.
    await ports.inspections.save(waits ? { ...told, ticketWaits: true } : told, each, []);
  }
}

/** Whether it fails, and was not looked at since it began to. */
const hasJustBegun = ({ failedSince, at }: Inspection) => failedSince === at;

const hasTicket = ({ estate }: Pick<TellPorts, 'estate'>, { failedSince, mendedAt }: Inspection) =>
  estate.psa.system !== 'none' && (failedSince !== undefined || mendedAt !== undefined);
