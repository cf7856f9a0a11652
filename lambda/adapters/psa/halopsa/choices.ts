import * as z from 'zod';
import { type Chosen, type NamedRow, namesOf, oneNamed } from '../chosen.ts';
import type { Session } from './connection.ts';

const HERE = {
  system: 'HaloPSA',
  nextIfNone: 'look whether the API application may read them: its permissions, and those of its agent',
};

const named = z.object({ id: z.int(), name: z.string().nullish() });
const namedRow = named.transform(({ id, name }): NamedRow => ({ id, name: name ?? '' }));

export const ticketTypeOf = async (session: Session, wanted: string): Promise<Chosen> =>
  oneNamed(await session.request(z.array(namedRow), { path: 'TicketType' }), wanted, {
    ...HERE,
    what: 'ticket type',
    place: 'psa.ticketType',
  });

const outcomeRow = z
  .object({ id: z.int(), outcome: z.string().nullish() })
  .transform(({ id, outcome }): NamedRow => ({ id, name: outcome ?? '' }));

export const outcomeOf = async (session: Session, wanted: string): Promise<Chosen> =>
  oneNamed(await session.request(z.array(outcomeRow), { path: 'Outcome', query: { showhidden: 'true' } }), wanted, {
    ...HERE,
    what: 'action (outcome)',
    place: 'psa.noteOutcome',
  });

/** Halo numbers the priorities of each service level anew: `priorityid`, beside an id of the row that is no number. */
const priorityRow = z
  .object({ priorityid: z.int(), name: z.string().nullish() })
  .transform(({ priorityid, name }): NamedRow => ({ id: priorityid, name: name ?? '' }));

export const priorityOf = async (session: Session, wanted: string): Promise<Chosen> =>
  oneNamed(await session.request(z.array(priorityRow), { path: 'Priority' }), wanted, {
    ...HERE,
    what: 'priority',
    place: 'psa.raisedPriority',
  });

const statusRow = named.extend({ sequence: z.number().nullish() });

/** Halo does not say of a status whether it closes: those that it leaves out of the open ones do. */
export async function closingStatus(session: Session, wanted: string | undefined): Promise<Chosen> {
  const all = await session.request(z.array(statusRow), { path: 'Status', query: { type: 'ticket', showall: 'true' } });
  const rows = all.map(({ id, name }): NamedRow => ({ id, name: name ?? '' }));
  if (wanted !== undefined)
    return oneNamed(rows, wanted, { ...HERE, what: 'status of tickets', place: 'psa.closedStatus' });
  const query = { type: 'ticket', showall: 'true', excludeclosed: 'true' };
  const open = await session.request(z.array(named), { path: 'Status', query });
  const [first] = all
    .filter(({ id }) => !open.some((each) => each.id === id))
    .sort((a, b) => (a.sequence ?? 0) - (b.sequence ?? 0) || a.id - b.id);
  return (
    first ?? {
      problem: {
        is: 'HaloPSA shows no status that closes tickets',
        next: `name one in psa.closedStatus: ${namesOf(rows)}`,
      },
    }
  );
}
