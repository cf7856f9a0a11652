import * as z from 'zod';
import { type Problem, sameName } from '../found-problem.ts';
import type { Session } from './connection.ts';

/** What the estate names, or what is wrong with it. `is` repeats nothing that Halo says. */
export type Chosen = { readonly id: number } | { readonly problem: Problem };

interface Row {
  readonly id: number;
  readonly name: string;
}

const named = z.object({ id: z.int(), name: z.string().nullish() });
const namedRow = named.transform(({ id, name }): Row => ({ id, name: name ?? '' }));

export const ticketTypeOf = async (session: Session, wanted: string): Promise<Chosen> =>
  oneNamed(await session.request(z.array(namedRow), { path: 'TicketType' }), wanted, {
    what: 'ticket type',
    place: 'psa.ticketType',
  });

const outcomeRow = z
  .object({ id: z.int(), outcome: z.string().nullish() })
  .transform(({ id, outcome }): Row => ({ id, name: outcome ?? '' }));

export const outcomeOf = async (session: Session, wanted: string): Promise<Chosen> =>
  oneNamed(await session.request(z.array(outcomeRow), { path: 'Outcome', query: { showhidden: 'true' } }), wanted, {
    what: 'action (outcome)',
    place: 'psa.noteOutcome',
  });

/** Halo numbers the priorities of each service level anew: `priorityid`, beside an id of the row that is no number. */
const priorityRow = z
  .object({ priorityid: z.int(), name: z.string().nullish() })
  .transform(({ priorityid, name }): Row => ({ id: priorityid, name: name ?? '' }));

export const priorityOf = async (session: Session, wanted: string): Promise<Chosen> =>
  oneNamed(await session.request(z.array(priorityRow), { path: 'Priority' }), wanted, {
    what: 'priority',
    place: 'psa.raisedPriority',
  });

const statusRow = named.extend({ sequence: z.number().nullish() });

/** Halo does not say of a status whether it closes: those that it leaves out of the open ones do. */
export async function closingStatus(session: Session, wanted: string | undefined): Promise<Chosen> {
  const all = await session.request(z.array(statusRow), { path: 'Status', query: { type: 'ticket', showall: 'true' } });
  const rows = all.map(({ id, name }): Row => ({ id, name: name ?? '' }));
  if (wanted !== undefined) return oneNamed(rows, wanted, { what: 'status of tickets', place: 'psa.closedStatus' });
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

/** @throws {Error} with what is wrong, which repeats nothing that the instance says */
export function chosenId(chosen: Chosen): number {
  if ('problem' in chosen) throw new Error(chosen.problem.is);
  return chosen.id;
}

function oneNamed(
  rows: readonly Row[],
  wanted: string,
  { what, place }: { readonly what: string; readonly place: string },
): Chosen {
  // One priority may stand there for each service level.
  const [id, another] = new Set(rows.filter(({ name }) => sameName(name, wanted)).map((row) => row.id));
  if (id !== undefined && another === undefined) return { id };
  const is =
    id === undefined
      ? `HaloPSA has no ${what} of the name in ${place}`
      : `HaloPSA has several of the name in ${place}: ${what}`;
  const next =
    rows.length === 0
      ? 'look whether the API application may read them: its permissions, and those of its agent'
      : `write one of these in ${place}: ${namesOf(rows)}`;
  return { problem: { is, next } };
}

const namesOf = (rows: readonly Row[]): string => [...new Set(rows.map(({ name }) => name))].join(', ');
