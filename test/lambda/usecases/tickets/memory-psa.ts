import type { Ticket, TicketNote, TicketSystem } from '../../../../lambda/ports/tickets.ts';

export interface MemoryTicket extends Ticket {
  readonly number: string;
  readonly notes: TicketNote[];
  raised: boolean;
  closed: boolean;
}

type PsaCall = 'create' | 'note' | 'raise' | 'close';

/** A PSA that keeps what the port promises, and a switch for what fails. */
export class MemoryPsa {
  readonly tickets: MemoryTicket[] = [];
  /** Calls in their order. */
  readonly calls: PsaCall[] = [];
  /** Called before a call is carried out, and after: it may throw. */
  trouble: (call: PsaCall, moment: 'before' | 'after') => void = () => undefined;

  readonly system: Pick<TicketSystem, PsaCall> = {
    create: async (ticket) =>
      this.called('create', () => {
        const found = this.tickets.find(({ key }) => key === ticket.key);
        if (found !== undefined) return found.number;
        const number = String(4711 + this.tickets.length);
        this.tickets.push({ ...ticket, number, notes: [], raised: false, closed: false });
        return number;
      }),
    note: async ({ number }, note) => this.called('note', () => this.add(number, note)),
    raise: async ({ number }) =>
      this.called('raise', () => {
        this.the(number).raised = true;
      }),
    close: async ({ number }, note) =>
      this.called('close', () => {
        this.add(number, note);
        this.the(number).closed = true;
      }),
  };

  /** The one ticket with this ending of its key. */
  ticket(ending = ':contoso'): MemoryTicket {
    const [found, ...others] = this.tickets.filter(({ key }) => key.endsWith(ending));
    if (found === undefined || others.length > 0) throw new Error(`${others.length + 1} tickets ${ending}, or none`);
    return found;
  }

  private add(number: string, note: TicketNote): void {
    const { notes } = this.the(number);
    if (!notes.some(({ key }) => key === note.key)) notes.push(note);
  }

  private the(number: string): MemoryTicket {
    const found = this.tickets.find((each) => each.number === number);
    if (found === undefined) throw new Error(`there is no ticket ${number}`);
    return found;
  }

  private called<T>(call: PsaCall, carryOut: () => T): T {
    this.calls.push(call);
    this.trouble(call, 'before');
    const answer = carryOut();
    this.trouble(call, 'after');
    return answer;
  }
}
