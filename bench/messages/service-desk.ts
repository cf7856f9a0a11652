import type { VirtualClock } from '@m365-rotation/loopback';
import type { SendCall } from '../../lambda/adapters/outgoing-call.ts';
import { PACE_MS, pacedSend } from '../../lambda/adapters/psa/paced-send.ts';
import type { OpenedTicket, TicketNote, TicketSystem } from '../../lambda/ports/tickets.ts';
import { type Fault, Outside, RETRY_AFTER_SECONDS } from './faults.ts';

interface KeptTicket {
  readonly key: string;
  readonly notes: string[];
  closed: boolean;
}

const LIMIT_MS = 15_000;

/**
 * A PSA, and the adapter to it: each call looks for what is there, and then adds what is missing, a request each, at the product's pace. The
 * simulations in `local/vendors` answer as the vendors do; this one answers fast enough for thousands of tickets.
 */
export class ServiceDesk {
  readonly tickets: KeptTicket[] = [];
  readonly outside: Outside;
  private readonly byKey = new Map<string, number>();

  constructor(
    private readonly clock: VirtualClock,
    fault: Fault,
  ) {
    this.outside = new Outside(clock, fault, { answersMs: 400, slowMs: 12_000, limitMs: LIMIT_MS });
  }

  /** What one environment of the function has: each keeps its own pace. */
  system(): Pick<TicketSystem, 'create' | 'note' | 'raise' | 'close'> {
    let effect: () => void = () => undefined;
    const send: SendCall = async ({ system }) => {
      const answer = await this.outside.ask(effect);
      if (answer === 'none') throw new Error(`${system} did not answer`);
      const headers = { 'retry-after': String(RETRY_AFTER_SECONDS) };
      if (answer === '429') return new Response(null, { status: 429, headers });
      return new Response(null, { status: answer === 'done' ? 200 : 500 });
    };
    const paced = pacedSend({ send, now: this.clock.now, sleep: (ms) => this.clock.sleep(ms), everyMs: PACE_MS });
    const request = async (carryOut: () => void = () => undefined) => {
      effect = carryOut;
      const { ok, status } = await paced({ system: 'PSA', address: 'https://psa.example', timeoutMs: LIMIT_MS });
      if (!ok) throw new Error(`PSA answered ${status}`);
    };
    const addNote = async ({ number }: OpenedTicket, { key }: TicketNote) => {
      await request();
      const { notes } = this.the(number);
      if (!notes.includes(key)) await request(() => notes.push(key));
    };
    return {
      create: async ({ key }) => {
        await request();
        if (!this.byKey.has(key)) await request(() => this.open(key));
        return String(this.byKey.get(key));
      },
      note: addNote,
      raise: () => request(),
      close: async (ticket, note) => {
        await addNote(ticket, note);
        await request(() => {
          this.the(ticket.number).closed = true;
        });
      },
    };
  }

  private open(key: string): void {
    this.byKey.set(key, this.tickets.length);
    this.tickets.push({ key, notes: [], closed: false });
  }

  private the(number: string): KeptTicket {
    const found = this.tickets[Number(number)];
    if (found === undefined) throw new Error(`there is no ticket ${number}`);
    return found;
  }
}
