import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Psa } from '../../../../config/estate.ts';
import { call } from '../../../../lambda/adapters/outgoing-call.ts';
import { ticketSystem } from '../../../../lambda/adapters/psa/ticket-systems.ts';
import type { TicketSystem } from '../../../../lambda/ports/tickets.ts';
import { type Inbox, type InboxOptions, startInbox, type VendorPlace } from '../../../../local/inbox/index.ts';
import type { PsaName } from '../../../../local/vendors/psas.ts';
import type { Exchange } from '../../../../local/vendors/simulation.ts';
import type { VendorTicket } from '../../../../local/vendors/tickets.ts';

const always = { openTickets: 'at-close', raisedPriority: 'Critical' } as const;

/** Each PSA, as the estate of these tests names it. */
export const estates = {
  autotask: { system: 'autotask', queue: 'Security', closedStatus: 'Closed', ...always },
  connectwise: { system: 'connectwise', site: 'psa.example', board: 'Security', ...always },
  halopsa: {
    system: 'halopsa',
    host: 'psa.example',
    authTenant: 'northwind',
    ticketType: 'Security',
    noteOutcome: 'Private Note',
    scopes: ['edit:tickets', 'read:customers'],
    ...always,
  },
} as const satisfies { readonly [Name in PsaName]: Extract<Psa, { system: Name }> };

/** A PSA of an MSP that is set up as those estates say. */
const setUp: InboxOptions['psa'] = {
  companies: ['CONTOSO', 'Fabrikam & Söhne <GmbH>', 'Old Ltd'],
  inactiveCompanies: ['Old Ltd'],
  places: ['Service Desk', 'Security'],
  closedStatus: 'Closed',
  priorities: ['Normal', 'Critical'],
};

/** Of what every PSA has in the estate. */
interface PsaChanges {
  readonly closedStatus?: string | undefined;
  readonly raisedPriority?: string | undefined;
  /** Of HaloPSA alone. */
  readonly noteOutcome?: string;
}

export interface Simulated {
  readonly system: TicketSystem;
  /** What the simulation was asked, and what it answered. */
  readonly exchanges: readonly Exchange[];
  readonly vendor: VendorPlace;
  /** Oldest first. */
  tickets(): Promise<readonly VendorTicket[]>;
  /** The product's other half: another function, or the same one after it was loaded anew. */
  another(changes?: PsaChanges, secret?: string): TicketSystem;
  close(): Promise<void>;
}

export interface SimulatedSetting {
  readonly psa?: Partial<InboxOptions['psa']>;
  readonly now?: () => Date;
}

/** The product's adapter, and the simulation that it is connected to. */
export async function simulated(
  name: PsaName,
  { psa = {}, now = () => new Date() }: SimulatedSetting = {},
): Promise<Simulated> {
  const folder = await mkdtemp(join(tmpdir(), 'psa-'));
  const inbox: Inbox = await startInbox({
    port: 0,
    folder,
    clock: { now, elapsed: () => 0 },
    psa: { ...setUp, ...psa },
  });
  const vendor = inbox.psas[name];
  const exchanges: Exchange[] = [];
  vendor.watch((exchange) => exchanges.push(exchange));
  const another = (changes: PsaChanges = {}, secret = vendor.secret): TicketSystem => {
    const system = ticketSystem({
      endpoint: vendor.endpoint,
      secret: async () => secret,
      psa: { ...estates[name], ...changes },
      now,
      send: call,
    });
    if (system === undefined) throw new Error(`${name} has no adapter`);
    return system;
  };
  return {
    system: another(),
    exchanges,
    vendor,
    another,
    async tickets() {
      const messages: VendorTicket[] = await (await fetch(`${inbox.origin}/api/messages`)).json();
      return messages.reverse();
    },
    async close() {
      await inbox.close();
      await rm(folder, { recursive: true });
    },
  };
}
