import * as z from 'zod';
import { type Problem, sameName } from '../found-problem.ts';
import type { Session } from './connection.ts';

/** What the estate names, or what is wrong with it. `is` repeats nothing that ConnectWise says. */
export type Chosen = { readonly id: number } | { readonly problem: Problem };

const namedSchema = z.object({ id: z.int(), name: z.string() });
const boardSchema = namedSchema.extend({ inactiveFlag: z.boolean().nullish() });
const statusSchema = namedSchema.extend({
  sortOrder: z.number().nullish(),
  inactive: z.boolean().nullish(),
  closedStatus: z.boolean().nullish(),
});
type Status = z.output<typeof statusSchema>;

export async function boardOf(session: Session, wanted: string): Promise<Chosen> {
  const boards = await session.list(boardSchema, { path: 'service/boards', query: { fields: 'id,name,inactiveFlag' } });
  const active = boards.filter(({ inactiveFlag }) => inactiveFlag !== true);
  return oneNamed(active, wanted, { what: 'active service board', place: 'psa.board' });
}

/** The status that closes tickets of a board: statuses have ids of their own on each. */
export async function closingStatus(session: Session, board: number, wanted: string | undefined): Promise<Chosen> {
  const path = `service/boards/${board}/statuses`;
  const query = { fields: 'id,name,sortOrder,inactive,closedStatus' };
  const active = (await session.list(statusSchema, { path, query })).filter(({ inactive }) => inactive !== true);
  if (wanted !== undefined) {
    return oneNamed(active, wanted, { what: 'active status on this board', place: 'psa.closedStatus' });
  }
  const [first] = active.filter(({ closedStatus }) => closedStatus === true).sort(bySortOrder);
  return (
    first ?? {
      problem: {
        is: 'no active status of this board counts as closed',
        next: `set "closed status" on one of them, or name one in psa.closedStatus: ${namesOf(active)}`,
      },
    }
  );
}

const bySortOrder = (a: Status, b: Status) => (a.sortOrder ?? 0) - (b.sortOrder ?? 0) || a.id - b.id;

export async function priorityOf(session: Session, wanted: string): Promise<Chosen> {
  const priorities = await session.list(namedSchema, { path: 'service/priorities', query: { fields: 'id,name' } });
  return oneNamed(priorities, wanted, { what: 'priority', place: 'psa.raisedPriority' });
}

/** @throws {Error} with what is wrong, which repeats nothing that the instance says */
export function chosenId(chosen: Chosen): number {
  if ('problem' in chosen) throw new Error(chosen.problem.is);
  return chosen.id;
}

interface Row {
  readonly id: number;
  readonly name: string;
}

function oneNamed(
  rows: readonly Row[],
  wanted: string,
  { what, place }: { readonly what: string; readonly place: string },
): Chosen {
  const [found, another] = rows.filter(({ name }) => sameName(name, wanted));
  if (found !== undefined && another === undefined) return found;
  const is =
    found === undefined
      ? `ConnectWise has no ${what} of the name in ${place}`
      : `ConnectWise has several of the name in ${place}: ${what}`;
  const next =
    rows.length === 0
      ? 'look whether the security role of the API member may read them'
      : `write one of these in ${place}: ${namesOf(rows)}`;
  return { problem: { is, next } };
}

const namesOf = (rows: readonly Row[]): string => rows.map(({ name }) => name).join(', ');
