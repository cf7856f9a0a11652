import * as z from 'zod';
import { TicketRefused } from '../../../ports/tickets.ts';
import { type Problem, sameName } from '../found-problem.ts';
import type { Session } from './connection.ts';
import { HaloRefusal } from './refusal.ts';

const clientSchema = z.object({ id: z.int(), name: z.string().nullish(), inactive: z.boolean().nullish() });
export type HaloClient = z.output<typeof clientSchema>;

/** A customer in the estate is a name, or an id in digits; a name may be digits too. */
const isId = (wanted: string) => /^\d{1,9}$/.test(wanted);

/** More clients than any MSP has: a service that ignores pages must not be asked for ever. */
const MOST_PAGES = 100;
/** Of clients whose name holds the wanted one. */
const MOST_PAGES_OF_A_NAME = 5;

const list = (query: Readonly<Record<string, string>>, mostPages: number) => ({
  path: 'Client',
  member: 'clients',
  query: { includeactive: 'true', includeinactive: 'true', ...query },
  mostPages,
});

/** All clients, a hundred at a time. */
export async function allClients(session: Session): Promise<readonly HaloClient[]> {
  const clients: HaloClient[] = [];
  for await (const client of session.rows(clientSchema, list({}, MOST_PAGES))) clients.push(client);
  return clients;
}

/**
 * Digits are looked up as id and as name, and both together must be one client: a customer named "365" must not get its ticket under the
 * client with that id.
 *
 * @throws {TicketRefused} there is none, or there are several, or it is inactive; it names no customer
 */
export async function clientId(session: Session, wanted: string): Promise<number> {
  const withId = isId(wanted) ? await clientWithId(session, Number(wanted)) : undefined;
  const others = (await clientsNamed(session, wanted)).filter(({ id }) => id !== withId?.id);
  const chosen = chosenClient(withId === undefined ? others : [withId, ...others], wanted);
  if ('problem' in chosen) throw new TicketRefused(chosen.problem.is);
  return chosen.id;
}

async function clientWithId(session: Session, id: number): Promise<HaloClient | undefined> {
  try {
    return await session.request(clientSchema, { path: `Client/${id}` });
  } catch (error) {
    if (error instanceof HaloRefusal && error.status === 404) return undefined;
    throw error;
  }
}

/** Halo's search finds parts of names: what it finds is compared here. */
async function clientsNamed(session: Session, wanted: string): Promise<readonly HaloClient[]> {
  const found: HaloClient[] = [];
  for await (const client of session.rows(clientSchema, list({ search: wanted.trim() }, MOST_PAGES_OF_A_NAME))) {
    if (sameName(client.name, wanted)) found.push(client);
  }
  return found;
}

/** The one client that the estate means, among those that were found. */
export function chosenClient(
  clients: readonly HaloClient[],
  wanted: string,
): { readonly id: number } | { readonly problem: Problem } {
  const found = clients.filter(({ id, name }) => (isId(wanted) && id === Number(wanted)) || sameName(name, wanted));
  const [only, another] = found;
  if (only === undefined) {
    return {
      problem: {
        is: 'HaloPSA has no client of this name or id, or the agent of the API application may not see it',
        next: 'write the name letter by letter as the client has it in HaloPSA, or its id, as ticketCompany of the tenant',
      },
    };
  }
  if (another !== undefined) {
    const ids = found.map(({ id, inactive }) => `${id}${inactive === true ? ' (inactive)' : ''}`).join(', ');
    return {
      problem: {
        is: `several clients in HaloPSA have this ${isId(wanted) ? 'name or id' : 'name'}`,
        next: `write the id of the right one as ticketCompany${isId(wanted) ? ', or its name where these digits are its id' : ''}: ${ids}`,
      },
    };
  }
  if (only.inactive === true) {
    return {
      problem: {
        is: 'this client is inactive in HaloPSA',
        next: 'activate it there, or name another one as ticketCompany',
      },
    };
  }
  return { id: only.id };
}
