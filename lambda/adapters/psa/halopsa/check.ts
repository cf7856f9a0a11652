import * as z from 'zod';
import type { TicketFinding } from '../../../ports/tickets.ts';
import type { Chosen } from '../chosen.ts';
import { finding, type Problem } from '../found-problem.ts';
import { closingStatus, outcomeOf, priorityOf, ticketTypeOf } from './choices.ts';
import { allClients, chosenClient, type HaloClient } from './clients.ts';
import type { HaloAccess, Session } from './connection.ts';
import { HaloRefusal } from './refusal.ts';

/** A person waits, and a large instance has some thousand clients. */
const PATIENCE_MS = 120_000;

/** Looks at keys, rights, names of the estate and each customer. It asks, and changes nothing. */
export async function checkHalo(
  open: (milliseconds: number) => Promise<Session>,
  { ticketType, noteOutcome, closedStatus, raisedPriority }: HaloAccess['psa'],
  companies: readonly string[],
): Promise<readonly TicketFinding[]> {
  let session: Session | undefined;
  const keys = await finding(
    'keys',
    async () => {
      session = await open(PATIENCE_MS);
      const query = { pageinate: 'true', page_size: '1', page_no: '1' };
      await session.request(z.object({ tickets: z.array(z.unknown()) }), { path: 'Tickets', query });
      return undefined;
    },
    nextAfter,
  );
  // Where even a ticket cannot be read, each further question would say the same.
  if (session === undefined || keys.problem !== undefined) return [keys];
  const asked = session;
  const look = (what: string, ask: () => Promise<Chosen>) =>
    finding(what, async () => problemOf(await ask()), nextAfter);
  return [
    keys,
    await look(`ticket type ${ticketType}`, () => ticketTypeOf(asked, ticketType)),
    await look(`action ${noteOutcome} for notes`, () => outcomeOf(asked, noteOutcome)),
    await look(`closed status${closedStatus === undefined ? '' : ` ${closedStatus}`}`, () =>
      closingStatus(asked, closedStatus),
    ),
    ...(raisedPriority === undefined
      ? []
      : [await look(`priority ${raisedPriority}`, () => priorityOf(asked, raisedPriority))]),
    ...(await clientFindings(asked, companies)),
  ];
}

const problemOf = (chosen: Chosen): Problem | undefined => ('problem' in chosen ? chosen.problem : undefined);

/** All clients in pages, instead of one question for each: Halo allows 300 requests in five minutes. */
async function clientFindings(session: Session, wanted: readonly string[]): Promise<readonly TicketFinding[]> {
  if (wanted.length === 0) return [];
  let clients: readonly HaloClient[] = [];
  const read = await finding(
    'companies',
    async () => {
      clients = await allClients(session);
      return undefined;
    },
    nextAfter,
  );
  if (read.problem !== undefined) return [read];
  return wanted.map((company) => {
    const what = `company ${company}`;
    const chosen = chosenClient(clients, company);
    return 'problem' in chosen ? { what, problem: chosen.problem } : { what };
  });
}

function nextAfter(error: unknown): string {
  const status = error instanceof HaloRefusal ? error.status : undefined;
  if (status === 400 || status === 401) {
    return 'compare clientId and clientSecret of the PSA’s secret, and psa.authTenant, with the API application in HaloPSA: docs/psa/halopsa.md, "The keys"';
  }
  if (status === 403) {
    return 'give the API application this permission, its agent too, and name it in psa.scopes: docs/psa/halopsa.md, "The API application"';
  }
  if (error instanceof Error && error.message.startsWith('the secret')) {
    return 'fill the PSA’s secret: docs/psa/halopsa.md, "The keys"';
  }
  return 'try again in a few minutes; if it says the same, see docs/psa/halopsa.md, "When it does not work"';
}
