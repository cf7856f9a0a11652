import type { OutgoingCall, SendCall } from '../../../../lambda/adapters/outgoing-call.ts';
import { PACE_MS, pacedSend } from '../../../../lambda/adapters/psa/paced-send.ts';
import { ticketSystem } from '../../../../lambda/adapters/psa/ticket-systems.ts';
import type { ArrivedDue } from '../../../../lambda/usecases/tickets/write-tickets.ts';
import { type Mounted, mounted } from '../../../../local/vendors/mounted.ts';
import { type PsaName, psas } from '../../../../local/vendors/psas.ts';
import type { ServiceDesk, VendorTicket } from '../../../../local/vendors/tickets.ts';
import { estates } from '../../adapters/psa/simulated.ts';
import { tenantRowOf } from '../in-memory-tables.ts';
import { contoso, rotation } from '../messages/world.ts';
import { due, TicketWorld, waiting } from './ticket-world.ts';

/** What goes wrong with one request. */
export type Trouble =
  | 'down'
  /** It is carried out when the sender has given up, some seconds later. */
  | 'slow'
  | 'lost'
  | 'throttled'
  | 'throttled for an hour'
  | 'broken'
  /** The function stops before it sends, or right after it was carried out. */
  | 'crash before'
  | 'crash after';

export class Crashed extends Error {
  override readonly name = 'Crashed';
}

/** The product's adapter over a simulated PSA without a network, and a clock that goes on where somebody waits. */
export class PsaWorld extends TicketWorld {
  /** Requests that were sent, with the instant of each in ms. */
  readonly requests: { readonly method: string; readonly at: number }[] = [];
  readonly tickets: VendorTicket[] = [];
  trouble: (nth: number) => Trouble | undefined = () => undefined;
  private isStopped = false;
  private readonly late: (() => Promise<unknown>)[] = [];
  private readonly vendor: Mounted;
  private readonly secret: string;

  constructor(readonly name: PsaName) {
    super();
    this.estate = { ...this.estate, psa: { ...estates[name], openTickets: 'when-asked' } };
    const { newKeys, simulation } = psas[name];
    const keys = newKeys(() => 'k'.repeat(40));
    this.secret = JSON.stringify(keys);
    this.vendor = mounted(
      simulation(
        {
          desk: this.desk(),
          companies: ['CONTOSO', 'FABRIKAM'],
          places: ['Service Desk', 'Security'],
          closedStatus: 'Closed',
          priorities: ['Normal', 'Critical'],
          now: () => this.instant,
        },
        keys,
      ),
      `/${name}`,
    );
  }

  /** A function that starts anew knows nothing of the run before. */
  async run(arrived?: readonly ArrivedDue[]) {
    this.isStopped = false;
    for (const carryOut of this.late.splice(0)) await carryOut();
    const tickets = ticketSystem({
      endpoint: `http://127.0.0.1/${this.name}`,
      secret: async () => this.secret,
      psa: this.estate.psa,
      now: () => this.instant,
      send: pacedSend({
        send: this.send,
        now: () => this.instant,
        sleep: async (ms) => this.pass(ms / 60_000),
        everyMs: PACE_MS,
      }),
    });
    const written = await this.write(arrived, { ...this.ports(), tickets });
    if (this.isStopped) throw new Crashed('the function was stopped');
    return written;
  }

  /** A tenant for each of the customers, with an account that waits. */
  tenants(companies: readonly string[]): readonly ArrivedDue[] {
    const [example] = this.estate.tenants;
    if (example === undefined) throw new Error('the example has no tenant');
    const made = companies.map((ticketCompany, n) => {
      const tenantId = `${due.tenantId.slice(0, -2)}${String(n).padStart(2, '0')}`;
      this.tables.tenantRows.set(tenantRowOf(due.cycleId, tenantId), { ...contoso, tenantId, status: 'discovered' });
      this.set({ ...rotation('anna', waiting), tenantId });
      return { ...example, name: `t${n}`, tenantId, ticketCompany };
    });
    this.estate = { ...this.estate, tenants: made };
    return made.map(({ tenantId }, n) => ({ ...due, tenantId, messageId: `m${n}` }));
  }

  override readonly ports = () => {
    const stopped =
      <A extends readonly unknown[], T>(made: (...args: A) => Promise<T>) =>
      (...args: A) => {
        if (this.isStopped) throw new Crashed('it makes no call any more');
        return made(...args);
      };
    const { ticketProgress, sent } = this.tables;
    return {
      ...this.basePorts(),
      progress: { ...ticketProgress, save: stopped(ticketProgress.save), rest: stopped(ticketProgress.rest) },
      sent: { ...sent, reserve: stopped(sent.reserve), release: stopped(sent.release) },
    };
  };

  private readonly send: SendCall = async (request) => {
    if (this.isStopped) throw new Crashed('it makes no call any more');
    this.requests.push({ method: request.method ?? 'GET', at: this.instant.getTime() });
    const trouble = this.trouble(this.requests.length);
    const carryOut = () => this.answer(request);
    switch (trouble) {
      case 'down':
        return notAnswered(request);
      case 'broken':
        return new Response('{}', { status: 500 });
      case 'throttled':
      case 'throttled for an hour':
        return new Response('{}', {
          status: 429,
          headers: { 'retry-after': trouble === 'throttled' ? '7' : '3600' },
        });
      case 'slow':
        this.pass(10 / 60);
        this.late.push(carryOut);
        return notAnswered(request);
      case 'crash before':
        return this.stop();
      case 'lost':
        await carryOut();
        return notAnswered(request);
      case 'crash after':
        await carryOut();
        return this.stop();
      case undefined:
        return carryOut();
    }
  };

  private stop(): never {
    this.isStopped = true;
    throw new Crashed('the function was stopped');
  }

  private async answer({ address, method = 'GET', headers, body }: OutgoingCall): Promise<Response> {
    const answer = await this.vendor.answer(
      new Request(address, { method, headers: { ...headers }, ...(body === undefined ? {} : { body }) }),
    );
    if (answer === undefined) throw new Error('the simulation broke the connection');
    return answer;
  }

  private desk(): ServiceDesk {
    return {
      tickets: () => this.tickets.toReversed(),
      find: (number) => this.tickets.find((each) => each.number === number),
      open: (ticket) => {
        const opened = { ...ticket, system: this.name, number: 1_001 + this.tickets.length };
        this.tickets.push(opened);
        return opened;
      },
      change: (ticket) => {
        this.tickets[this.tickets.findIndex((each) => each.number === ticket.number)] = ticket;
      },
    };
  }
}

function notAnswered({ system }: OutgoingCall): never {
  throw new Error(`${system} did not answer`);
}
