import type { InspectionDue, TicketDue } from '../../domain/cycle/ticket-due.ts';
import { PsaBusy, TicketRefused } from '../../ports/tickets.ts';
import type { TicketPorts } from './ticket-ports.ts';
import { type InspectionTicketPorts, writeInspectionTicket } from './write-inspection-ticket.ts';
import { OutOfTime, writeTicket } from './write-ticket.ts';

/** A message that a ticket may lack something. */
export type ArrivedDue = TicketDue & Arrival;
export type ArrivedInspection = InspectionDue & Arrival;

interface Arrival {
  readonly messageId: string;
  /** How often the queue has delivered it. */
  readonly receives: number;
}

type Arrived = ArrivedDue | ArrivedInspection;

export interface WrittenTickets {
  /** Ids of messages that the queue must deliver again. */
  readonly failed: readonly string[];
  /** What went wrong, in sentences without secrets. */
  readonly problems: readonly string[];
  /** Whether one of those that failed has waited for two hours: somebody is called. */
  readonly late: boolean;
}

/** Half an hour lies between two tries: the fifth comes after two hours. A PSA that is maintained for an hour calls nobody. */
const LATE_AT_TRY = 5;

/** One call of the port is several requests, each of which may take 15 seconds: none is begun in the last 90 seconds of a run. */
const LONGEST_CALL_MS = 90_000;

/**
 * How long nobody else writes a ticket that a run has begun to write. A run that fails does not end it: a PSA that is slow may still carry
 * out what was asked, and asking again at once would make a second ticket. It is over before the queue delivers the message again.
 */
const RESERVED_MS = 15 * 60_000;

/**
 * So many tickets in a row that could not be written: the PSA is down, and is left alone until the queue delivers them again. Tickets that it
 * refuses for their own sake do not count: it is up.
 */
const MOST_FAILURES_IN_A_ROW = 3;

/** Tickets of cycles, and of inspections. */
export type AllTicketPorts = TicketPorts & Pick<InspectionTicketPorts, 'inspections'>;

/**
 * Writes what tickets lack. One that fails stops no other (R9); its message comes again, for days. Those that have failed before come last.
 *
 * @param endsAt  when this run is stopped, in ms since 1970
 */
export async function writeTickets(
  ports: AllTicketPorts,
  arrived: readonly Arrived[],
  endsAt: number,
): Promise<WrittenTickets> {
  const { tickets, progress, now } = ports;
  if (tickets === undefined) return { failed: [], problems: [], late: false };
  const all = groupsOf(arrived);
  const rest = await progress.restUntil();
  if (rest !== undefined && rest > now()) {
    const problems = [`the PSA asked to be left alone until ${rest.toISOString()}`];
    return { failed: idsOf(all), problems, late: hasLate(arrived, idsOf(all)) };
  }
  const failed: string[] = [];
  const problems: string[] = [];
  const hasTime = () => now().getTime() < endsAt - LONGEST_CALL_MS;
  let inARow = 0;
  for (const [n, group] of all.entries()) {
    const outcome = await writeAlone({ ...ports, tickets }, group, hasTime);
    if (outcome === 'written') {
      inARow = 0;
      continue;
    }
    failed.push(...idsOf([group]));
    problems.push(outcome.problem);
    inARow = outcome.stops ? MOST_FAILURES_IN_A_ROW : inARow + (outcome.counts ? 1 : 0);
    if (inARow < MOST_FAILURES_IN_A_ROW) continue;
    failed.push(...idsOf(all.slice(n + 1)));
    break;
  }
  return { failed, problems, late: hasLate(arrived, failed) };
}

/** The queue's own age does not tell: it leaves out what was received three times. */
const hasLate = (arrived: readonly Arrived[], failed: readonly string[]): boolean =>
  arrived.some(({ messageId, receives }) => receives >= LATE_AT_TRY && failed.includes(messageId));

interface Unwritten {
  readonly problem: string;
  /** Whether nothing else is tried in this run. */
  readonly stops: boolean;
  /** Whether it may be the PSA's failure. */
  readonly counts: boolean;
}

/** All messages about one ticket. */
type Group = readonly [Arrived, ...Arrived[]];

async function writeAlone(
  ports: Parameters<typeof writeTicket>[0] & Pick<InspectionTicketPorts, 'inspections'>,
  [due]: Group,
  hasTime: () => boolean,
): Promise<'written' | Unwritten> {
  const { sent, now, progress } = ports;
  const { tenantId } = due;
  const about = aboutOf(due);
  const what = `ticket of ${tenantId} in ${about}`;
  const key = `ticket-writing:${about}:${tenantId}`;
  const until = new Date(now().getTime() + RESERVED_MS);
  try {
    if (!(await sent.reserve(key, now(), until))) {
      return { problem: `${what}: another run is writing it`, stops: false, counts: false };
    }
    if ('inspection' in due) {
      if (!(await writeInspectionTicket(ports, due, hasTime))) throw new OutOfTime('no time left in this run');
    } else await writeTicket(ports, { cycleId: due.cycleId, tenantId }, hasTime);
    await sent.release(key, now(), until);
    return 'written';
  } catch (error) {
    if (error instanceof OutOfTime || error instanceof PsaBusy) await sent.release(key, now(), until);
    if (error instanceof PsaBusy) await progress.rest(new Date(now().getTime() + error.retryAfterSeconds * 1000));
    const said = error instanceof Error ? `${error.name}: ${error.message}` : 'failed';
    return {
      problem: `${what}: ${said}`,
      stops: error instanceof OutOfTime || error instanceof PsaBusy,
      counts: !(error instanceof TicketRefused) || error.concernsAll,
    };
  }
}

/** The cycle, or the inspection: no cycle has the name of one. */
const aboutOf = (due: TicketDue | InspectionDue): string => ('inspection' in due ? due.inspection : due.cycleId);

function groupsOf(arrived: readonly Arrived[]): readonly Group[] {
  const groups = new Map<string, Group>();
  for (const each of arrived) {
    const name = `${aboutOf(each)} ${each.tenantId}`;
    const known = groups.get(name);
    groups.set(name, known === undefined ? [each] : [...known, each]);
  }
  const receives = (group: Group) => Math.min(...group.map((each) => each.receives));
  return [...groups.values()].toSorted((one, other) => receives(one) - receives(other));
}

const idsOf = (groups: readonly Group[]): readonly string[] => groups.flat().map(({ messageId }) => messageId);
