import type { AuditFact } from '../domain/audit/audit-record.ts';
import type { InspectionDue, TicketDue } from '../domain/cycle/ticket-due.ts';
import type { TicketProgress } from '../domain/cycle/ticket-progress.ts';

/**
 * Tickets in the MSP's PSA. No port and no use case knows which PSA it is.
 *
 * Every method may be repeated: what the PSA has done already is found again by our key, also when its answer got lost.
 */

export interface Ticket {
  /** Our key, by which the ticket is found again: at most 100 of letters, digits, and `: . _ -`. A PSA with less room keeps a digest of it. */
  readonly key: string;
  /** The customer in the PSA, as the estate names it. */
  readonly company: string;
  /** At most 100 characters. */
  readonly summary: string;
  /**
   * Plain text, at most 7,500 characters; holds no password and no link that acts. Internal: no contact of the customer is mailed.
   */
  readonly body: string;
}

/** A ticket that was created before. */
export interface OpenedTicket extends Pick<Ticket, 'key' | 'company'> {
  /** Its number in the PSA. In another PSA it is anybody's: the key tells. */
  readonly number: string;
}

export interface TicketNote {
  /** Distinguishes the notes of one ticket, such as `asked`. Written at the end of the note, and looked for before it is added. */
  readonly key: string;
  /** As `body` of a ticket, at most 30,000 characters. */
  readonly text: string;
}

export interface TicketSystem {
  /** Creates the ticket, or finds the one with its key. @returns the ticket's number in the PSA */
  create(ticket: Ticket): Promise<string>;
  /**
   * Adds an internal note, unless the ticket has it. This and all that follows looks at the ticket first.
   * @throws {Error} the ticket of this number has another key, or is another customer's by now: it is left as it is
   */
  note(ticket: OpenedTicket, note: TicketNote): Promise<void>;
  /** Sets the priority that the estate names for failures; does nothing where it names none. */
  raise(ticket: OpenedTicket): Promise<void>;
  /** Closes the ticket, with a last note. */
  close(ticket: OpenedTicket, note: TicketNote): Promise<void>;
  /** What is wrong with keys, board, queue, statuses, and each company, for `doctor`. Changes nothing. */
  check(companies: readonly string[]): Promise<readonly TicketFinding[]>;
}

export interface TicketFinding {
  /** What was looked at, such as `board Security`. */
  readonly what: string;
  /** What is wrong with it, and what to do; left out: it is fine. */
  readonly problem?: { readonly is: string; readonly next: string };
}

/** The PSA asks to wait, or takes no more requests for now. Nothing was done there. */
export class PsaBusy extends Error {
  override readonly name = 'PsaBusy';
  constructor(
    message: string,
    readonly retryAfterSeconds: number,
  ) {
    super(message);
  }
}

/** The PSA is up, and does not take this ticket: its customer is not there, or what was sent is not what it takes. It may take others. */
export class TicketRefused extends Error {
  override readonly name: string = 'TicketRefused';
  constructor(
    message: string,
    /** Whether others are refused too: the PSA itself failed, or does not take the keys. */
    readonly concernsAll = false,
  ) {
    super(message);
  }
}

/** The queue of tickets that may lack something. What they lack is read when they are written, so that nothing is lost with a message. */
export interface TicketQueue {
  send(due: TicketDue | InspectionDue): Promise<void>;
}

/** What was written of the tickets of each tenant and cycle. */
export interface TicketStore {
  find(cycleId: string, tenantId: string): Promise<TicketProgress | undefined>;
  /**
   * Saves it with the records of what was done, and puts a new number on the tenant's row.
   * @returns it with its new revision
   * @throws {StaleState} another run has changed it
   */
  save(from: TicketProgress, to: TicketProgress, facts: readonly AuditFact[]): Promise<TicketProgress>;
  /** Until when the PSA asked to be left alone. */
  restUntil(): Promise<Date | undefined>;
  rest(until: Date): Promise<void>;
}
