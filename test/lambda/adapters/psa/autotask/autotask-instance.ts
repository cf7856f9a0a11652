import type { Psa } from '../../../../../config/estate.ts';
import type { OutgoingCall } from '../../../../../lambda/adapters/outgoing-call.ts';
import { type AutotaskAccess, autotask } from '../../../../../lambda/adapters/psa/autotask/autotask.ts';
import type { Ticket, TicketSystem } from '../../../../../lambda/ports/tickets.ts';
import { autotask as simulated } from '../../../../../local/vendors/autotask/autotask.ts';
import { type Mounted, mounted } from '../../../../../local/vendors/mounted.ts';
import type { PsaSetting } from '../../../../../local/vendors/psa-setting.ts';
import type { Exchange } from '../../../../../local/vendors/simulation.ts';
import type { ServiceDesk, VendorTicket } from '../../../../../local/vendors/tickets.ts';

export const keys = {
  userName: 'rotation@northwind.example',
  secret: 'PRIVATE-SECRET',
  integrationCode: 'C'.repeat(27),
};

export const ticket: Ticket = {
  key: 'm365rot:2026-12-07-admin-monthly:contoso',
  company: 'Contoso Ltd',
  summary: 'M365 password rotation 2026-12-07-admin-monthly: Contoso Ltd',
  body: '3 accounts rotated',
};

type AutotaskPsa = Extract<Psa, { system: 'autotask' }>;

const psa: AutotaskPsa = {
  system: 'autotask',
  queue: 'Security',
  raisedPriority: 'Critical',
  openTickets: 'when-asked',
};

export interface Instance extends Pick<Mounted, 'fail'> {
  readonly tickets: TicketSystem;
  /** What it was made of. */
  readonly access: AutotaskAccess;
  /** Every request that arrived, and its answer. */
  readonly exchanges: readonly Exchange[];
  /** Addresses that something was sent to, with the method. */
  readonly sent: readonly OutgoingCall[];
  readonly desk: readonly VendorTicket[];
  /** Changes a ticket in Autotask itself. */
  readonly change: ServiceDesk['change'];
  /** Most requests that were under way together. */
  mostAtOnce(): number;
  /** Milliseconds later. */
  later(milliseconds: number): void;
}

interface Setting {
  readonly psa?: Partial<AutotaskPsa>;
  readonly instance?: Partial<PsaSetting>;
  /** What is answered in place of the simulation. */
  readonly instead?: (request: OutgoingCall) => Response | undefined;
  readonly secret?: () => string;
}

/** The adapter, connected to a simulated Autotask. */
export function instance({
  instead = () => undefined,
  secret = () => JSON.stringify(keys),
  ...setting
}: Setting = {}): Instance {
  let time = Date.parse('2026-12-07T20:00:00Z');
  const rows: VendorTicket[] = [];
  const desk: ServiceDesk = {
    tickets: () => rows,
    find: (number) => rows.find((each) => each.number === number),
    open(content) {
      const made = { system: 'autotask', number: 1_001 + rows.length, ...content };
      rows.unshift(made);
      return made;
    },
    change(changed) {
      rows.splice(
        rows.findIndex(({ number }) => number === changed.number),
        1,
        changed,
      );
    },
  };
  const simulation = simulated(
    {
      desk,
      companies: ['Contoso Ltd', 'Fabrikam', '175', 'Gone Ltd'],
      inactiveCompanies: ['Gone Ltd'],
      places: ['Service Desk', 'Security'],
      closedStatus: 'Done',
      priorities: ['Medium', 'Critical'],
      now: () => new Date(time),
      ...setting.instance,
    },
    keys,
  );
  const { answer, fail, watch } = mounted(simulation, '/autotask');
  const exchanges: Exchange[] = [];
  watch((exchange) => exchanges.push(exchange));
  const sent: OutgoingCall[] = [];
  const underWay = { now: 0, most: 0 };
  const access: AutotaskAccess = {
    endpoint: 'http://127.0.0.1/autotask',
    secret: async () => secret(),
    psa: { ...psa, ...setting.psa },
    now: () => new Date(time),
    async send(request) {
      sent.push(request);
      underWay.now += 1;
      underWay.most = Math.max(underWay.most, underWay.now);
      const { address, method = 'GET', headers = {}, body } = request;
      const init = { method, headers, ...(body === undefined ? {} : { body }) };
      const response = instead(request) ?? (await answer(new Request(address, init)));
      underWay.now -= 1;
      if (response === undefined) throw new Error('Autotask did not answer');
      return response;
    },
  };
  return {
    tickets: autotask(access),
    access,
    fail,
    exchanges,
    sent,
    desk: rows,
    change: desk.change,
    mostAtOnce: () => underWay.most,
    later: (milliseconds) => {
      time += milliseconds;
    },
  };
}

/** What was asked, as `POST Tickets/query`. */
export const asked = ({ sent }: Pick<Instance, 'sent'>): readonly string[] =>
  sent.map(({ method = 'GET', address }) => `${method} ${new URL(address).pathname.replace(/^.*V1\.0\//, '')}`);
