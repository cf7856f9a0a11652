import type { TicketDue } from '../../domain/cycle/ticket-due.ts';
import { noTicket, type TicketProgress } from '../../domain/cycle/ticket-progress.ts';
import { nextTicketStep, type TicketStep } from '../../domain/cycle/ticket-step.ts';
import { phaseAt } from '../../domain/rotation/asking.ts';
import { type FactParts, factAboutTenant } from '../facts.ts';
import { manualTasks, manualTasksTicket } from './manual-tasks.ts';
import { readTicketSheet } from './read-ticket-sheet.ts';
import { ticketNote } from './ticket-notes.ts';
import type { TicketPorts } from './ticket-ports.ts';
import { ticketRequest } from './ticket-request.ts';
import { type TicketSheet, ticketKey } from './ticket-sheet.ts';

/** What is done in the PSA, one call of the port at a time. */
type Tickets = NonNullable<TicketPorts['tickets']>;

/** A ticket is opened, asked for, decided, in trouble, ended, raised: more steps than that in one go are a mistake here. */
const MOST_STEPS = 12;

/** No time is left for another call in this run. */
export class OutOfTime extends Error {
  override readonly name = 'OutOfTime';
}

/**
 * Writes what the ticket of a tenant and cycle lacks. Nobody else may write it at the same time: the caller has reserved it.
 *
 * Each call of the PSA can be repeated, and is recorded after it was answered: a run after a crash or a lost answer finds what is there.
 * @param hasTime  asked before each call
 * @throws {OutOfTime} before a call
 */
export async function writeTicket(
  ports: TicketPorts & { readonly tickets: Tickets },
  due: TicketDue,
  hasTime: () => boolean,
): Promise<void> {
  const sheet = await readTicketSheet(ports, due);
  if (sheet === undefined) return;
  const facts = {
    tenant: sheet.tenant,
    rotations: sheet.rotations,
    phase: phaseAt(sheet.cycle, sheet.now),
    opens: opensIn(sheet),
    raises: raisesIn(sheet),
  };
  let progress = (await ports.progress.find(due.cycleId, due.tenantId)) ?? noTicket(due);
  for (let steps = 0; ; steps += 1) {
    const step = nextTicketStep(progress, facts);
    // Raised last: a PSA that refuses the priority keeps nothing else back.
    const isManual = (step === undefined || step.kind === 'raise') && needsManualTicket(sheet, progress);
    if (step === undefined && !isManual) return;
    if (steps === MOST_STEPS) throw new Error('a ticket lacks ever more');
    if (!hasTime()) throw new OutOfTime('no time left in this run');
    if (isManual) progress = await openManualTicket(ports, sheet, progress);
    else if (step !== undefined) progress = await takeStep(ports, sheet, progress, step);
  }
}

async function openManualTicket(
  ports: TicketPorts & { readonly tickets: Tickets },
  sheet: TicketSheet,
  progress: TicketProgress,
): Promise<TicketProgress> {
  const manual = await ports.tickets.create(manualTasksTicket(sheet));
  return ports.progress.save(progress, { ...progress, manual }, [
    fact(ports, progress, 'ticket.created', manual, 'what is to be done by hand'),
  ]);
}

const opensIn = ({ estate: { psa } }: TicketSheet) => (psa.system === 'none' ? 'at-close' : psa.openTickets);

const raisesIn = ({ estate: { psa } }: TicketSheet) => psa.system !== 'none' && psa.raisedPriority !== undefined;

const isDone = ({ tenant }: TicketSheet) => tenant.status === 'closed' || tenant.status === 'failed';

/** A cycle for some chosen accounts is about those: what else is to be done by hand has its place in the next regular one. */
function needsManualTicket(sheet: TicketSheet, { manual }: TicketProgress): boolean {
  const { rules, tenant, cycle, exclusions } = sheet;
  const isTime = isDone(sheet) || (opensIn(sheet) === 'when-asked' && tenant.status === 'discovered');
  const isWhole = (cycle.only?.accountIds.length ?? 0) === 0;
  return rules.manualTasks && manual === undefined && isTime && isWhole && manualTasks(exclusions).length > 0;
}

async function takeStep(
  ports: TicketPorts & { readonly tickets: Tickets },
  sheet: TicketSheet,
  progress: TicketProgress,
  step: TicketStep,
): Promise<TicketProgress> {
  const { tickets, progress: store } = ports;
  if (step.kind === 'open') {
    const request = ticketRequest(sheet);
    const number = await tickets.create(request);
    const opened = { ...progress, number, key: request.key, openedAt: ports.now().toISOString() };
    return store.save(progress, opened, [fact(ports, progress, 'ticket.created', number)]);
  }
  const { number, key: openedAs = ticketKey(sheet, 'rotation') } = progress;
  if (number === undefined) throw new Error('a ticket gets no note before it is opened');
  const ticket = { number, key: openedAs, company: sheet.company };
  if (step.kind === 'raise') {
    await tickets.raise(ticket);
    return store.save(progress, { ...progress, raised: true }, [fact(ports, progress, 'ticket.raised', number)]);
  }
  const { key, told, closes } = step;
  const begun =
    progress.writing === undefined
      ? await store.save(progress, { ...progress, writing: { key, told, closes } }, [])
      : progress;
  const note = { key, text: ticketNote(sheet, step) };
  await (closes ? tickets.close(ticket, note) : tickets.note(ticket, note));
  const { writing: _, ...rest } = begun;
  const written = {
    ...rest,
    notes: [...begun.notes, key],
    told: { ...begun.told, ...told },
    ...(closes ? { closedAt: ports.now().toISOString() } : {}),
  };
  return store.save(begun, written, [fact(ports, progress, closes ? 'ticket.closed' : 'ticket.noted', number, key)]);
}

const fact = ({ now }: TicketPorts, of: TicketDue, action: FactParts['action'], ticket: string, detail?: string) =>
  factAboutTenant(of, {
    action,
    evidence: { ticket, ...(detail === undefined ? {} : { detail }) },
    component: 'write-tickets',
    now: now(),
  });
