import * as z from 'zod';
import { type Chosen, namesOf, oneNamed } from '../chosen.ts';
import type { Session } from './connection.ts';

const HERE = {
  system: 'ConnectWise',
  nextIfNone: 'look whether the security role of the API member may read them',
};

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
  return oneNamed(active, wanted, { ...HERE, what: 'active service board', place: 'psa.board' });
}

/** The status that closes tickets of a board: statuses have ids of their own on each. */
export async function closingStatus(session: Session, board: number, wanted: string | undefined): Promise<Chosen> {
  const path = `service/boards/${board}/statuses`;
  const query = { fields: 'id,name,sortOrder,inactive,closedStatus' };
  const active = (await session.list(statusSchema, { path, query })).filter(({ inactive }) => inactive !== true);
  if (wanted !== undefined) {
    return oneNamed(active, wanted, { ...HERE, what: 'active status on this board', place: 'psa.closedStatus' });
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
  return oneNamed(priorities, wanted, { ...HERE, what: 'priority', place: 'psa.raisedPriority' });
}
