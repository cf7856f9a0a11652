import type { InspectionDue } from '../../domain/cycle/ticket-due.ts';
import { type Inspection, quarterOf } from '../../domain/inspection/inspection.ts';
import { type InspectionTicket, nextInspectionStep } from '../../domain/inspection/inspection-ticket.ts';
import { findingLine, inspectionTitle, verdictWords } from '../../domain/inspection/inspection-words.ts';
import { exactTime } from '../../domain/text/local-time.ts';
import { oneLine } from '../../domain/text/printable.ts';
import { unlinkedLine } from '../../domain/text/safe-line.ts';
import type { InspectionStore } from '../../ports/inspections.ts';
import type { TicketSystem } from '../../ports/tickets.ts';
import { factAboutEstate } from '../facts.ts';
import { plainText, type TextSection } from './plain-text.ts';
import type { TicketPorts } from './ticket-ports.ts';
import { LONGEST_BODY, LONGEST_SUMMARY } from './ticket-sheet.ts';

export interface InspectionTicketPorts extends Pick<TicketPorts, 'estate' | 'portalUrl' | 'now'> {
  readonly inspections: Pick<InspectionStore, 'find' | 'ticketOf' | 'saveTicket'>;
  readonly tickets: Pick<TicketSystem, 'create' | 'note' | 'close'>;
}

/** Opened, noted, closed, opened anew: more steps than that in one go are a mistake here. */
const MOST_STEPS = 4;

/**
 * Writes what the ticket of an inspection lacks. Nobody else may write it at the same time: the caller has reserved it. Each call of the
 * PSA can be repeated, and is recorded after it was answered: a run after a crash finds what is there.
 *
 * @returns `false`: no time was left for another call
 */
export async function writeInspectionTicket(
  ports: InspectionTicketPorts,
  { inspection: kind, tenantId }: InspectionDue,
  hasTime: () => boolean,
): Promise<boolean> {
  const { estate, inspections, tickets, now } = ports;
  const tenant = estate.tenants.find((each) => each.tenantId === tenantId);
  const company = tenant?.ticketCompany;
  const inspection = await inspections.find(kind, tenantId);
  if (tenant === undefined || company === undefined || inspection === undefined) return true;
  let ticket = await inspections.ticketOf(kind, tenantId);
  for (let steps = 0; ; steps += 1) {
    const step = nextInspectionStep(ticket, inspection, tenant.name);
    if (step === undefined) return true;
    if (steps === MOST_STEPS) throw new Error('the ticket of an inspection lacks ever more');
    if (!hasTime()) return false;
    if (step.kind === 'open' || ticket === undefined) {
      const number = await tickets.create({ key: step.key, company, ...textsOf(ports, inspection) });
      const revision = (ticket?.revision ?? 0) + 1;
      ticket = { kind, tenantId, number, key: step.key, told: inspection.changedAt, revision };
    } else {
      const opened = { number: ticket.number, key: ticket.key, company };
      const note = { key: step.key, text: textsOf(ports, inspection).body };
      await (step.kind === 'close' ? tickets.close(opened, note) : tickets.note(opened, note));
      ticket = afterNote(ticket, inspection, step.kind === 'close' ? now() : undefined);
    }
    await inspections.saveTicket(ticket, [
      {
        ...factAboutEstate({
          action: actionOf[step.kind],
          evidence: { ticket: ticket.number, detail: `${inspectionTitle[kind]}: ${step.key}` },
          component: 'write-tickets',
          now: now(),
        }),
        tenantId,
        tenantName: inspection.tenantName,
      },
    ]);
  }
}

const actionOf = { open: 'ticket.created', note: 'ticket.noted', close: 'ticket.closed' } as const;

const afterNote = (
  ticket: InspectionTicket,
  { changedAt }: Inspection,
  closedAt: Date | undefined,
): InspectionTicket => ({
  ...ticket,
  told: changedAt,
  revision: ticket.revision + 1,
  ...(closedAt === undefined ? {} : { closedAt: closedAt.toISOString() }),
});

/** What a ticket and its notes say: what is wrong, and what to do about each thing. */
function textsOf(
  { estate, portalUrl }: Pick<TicketPorts, 'estate' | 'portalUrl'>,
  inspection: Inspection,
): { readonly summary: string; readonly body: string } {
  const { kind, tenantName, verdict, findings, changedAt, at } = inspection;
  const section = (title: string, state: string): TextSection => ({
    title,
    items: findings.filter((each) => each.state === state).map((each) => [findingLine(each)]),
  });
  const title = kind === 'break-glass' ? `${inspectionTitle[kind]} ${quarterOf(at)}` : inspectionTitle[kind];
  return {
    summary: oneLine(`${title} failed: ${tenantName}`, LONGEST_SUMMARY),
    body: plainText(
      [
        unlinkedLine(
          `${title} of ${tenantName}: ${verdictWords[verdict]} (${exactTime(changedAt, estate.msp.timeZone)}).`,
        ),
        verdict === 'failed'
          ? 'Mend what is listed; it is looked at again every day, and this ticket is closed when nothing fails any more.'
          : 'Nothing fails any more.',
      ],
      [section('Failed', 'failed'), section('Not known', 'unknown'), section('Advice', 'advice')],
      [`Nothing was changed in the tenant. Details: ${portalUrl}`],
      LONGEST_BODY,
    ),
  };
}
