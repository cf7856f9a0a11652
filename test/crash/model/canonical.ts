import { hasEnded, isIn, type Rotation, type RotationState } from '../../../lambda/domain/rotation/rotation.ts';
import { type Execution, instantOf, type Place, secondOf, type World } from './world.ts';

/**
 * One world for all that differ in nothing that matters: which of two like executions is which, how often the row was written,
 * and how much later an instant is than the one before. That makes the worlds few enough to visit them all in seconds.
 */
export function canonical(world: World): World {
  const second = ranks(world);
  const { clock, directory, executions } = world;
  return {
    ...world,
    row: canonicalRow(world.row, second),
    clock: second(clock),
    directory: { ...directory, at: second(directory.at), before: second(directory.before) },
    inFlight: [...world.inFlight].sort(),
    polled: world.polled.filter((run) => run >= (world.row.run ?? 0)),
    executions: executions
      .filter((each) => !isOver(each, world.row))
      .map((each) => canonicalExecution(each, world.row, second))
      .sort((one, other) => numberOf(one) - numberOf(other)),
    people: peopleOf(world),
  };
}

/** Nobody decides any more about what is decided, unless it may be taken back; nobody takes back what has ended for good. */
function peopleOf({ row, people }: World): World['people'] {
  const withdraws = people.some(({ does, state }) => does === 'withdraw' && state !== 'done');
  const isOpen = isIn(row, 'awaiting-approval') || (withdraws && isIn(row, 'approved'));
  const isOver = isIn(row, 'rotated', 'rejected', 'expired', 'current', 'delivered');
  return people.map((act) => {
    const matters = act.does === 'withdraw' ? !isOver : isOpen;
    return matters || act.state === 'done' ? act : { ...act, state: 'done' };
  });
}

/** What tells canonical worlds apart, in few characters: the parts that come again and again are numbered. */
export function keyOf(world: World): string {
  const { row, executions, clock, directory, stored, inFlight, polled, people, counts } = world;
  const around = [
    ...[clock, directory.at, directory.before, directory.password, inFlight, polled, people.map(({ state }) => state)],
    ...[world.locked, world.byHand, world.misled, world.votes, counts.decisions, counts.closings, counts.links],
    ...stored.map(({ id, label }) => `${id}:${label}`),
  ];
  return `${rowKeys.get(row)}/${executions.map(numberOf).join()}/${numbered(around.join())}`;
}

type Ranks = (second: number) => number;

/** Instants further apart than this are far apart: no step of the model takes so long, and no limit of the protocol is so short. */
const NEAR = 60;
const FAR = 3_600;

/** Steps of a second or of an hour, as they were, from 0 on; all 0 where no instant matters any more. */
function ranks({ row, clock, directory, executions }: World): Ranks {
  if (isIn(row, 'current', 'delivered', 'rotated', 'rejected', 'expired')) return () => 0;
  const seen = executions.flatMap(({ changeSeen, fresh }) => (changeSeen !== undefined && fresh ? [changeSeen] : []));
  const all = [...new Set([clock, directory.at, directory.before, ...instantsOf(row.state).map(secondOf), ...seen])];
  const ranked = new Map<number, number>();
  let rank = 0;
  all
    .sort((one, other) => one - other)
    .forEach((each, i) => {
      const gap = each - (all[i - 1] ?? each);
      rank += i === 0 ? 0 : gap > NEAR ? FAR : 1;
      ranked.set(each, rank);
    });
  return (second) => ranked.get(second) ?? 0;
}

const instantsOf = (state: RotationState): readonly string[] =>
  isOfAttempt(state) ? [state.passwordChangedBefore ?? '', state.attemptedFrom, state.attemptedAt] : [];

type OfAttempt = Extract<RotationState, { readonly status: 'maybe-applied' | 'applied' | 'proven' | 'uncertain' }>;

/** The states in which the instants of the attempts are asked for. */
const isOfAttempt = (state: RotationState): state is OfAttempt =>
  ['maybe-applied', 'applied', 'proven', 'uncertain'].includes(state.status);

const rows = new Map<string, Rotation>();
const rowKeys = new WeakMap<Rotation, string>();

/** The first row that was met of all that are alike. */
function canonicalRow(row: Rotation, second: Ranks): Rotation {
  const { state } = row;
  const mapped = instantsOf(state).map((each) => second(secondOf(each)));
  const version = 'versionId' in state ? state.versionId : '';
  const decided = 'decision' in state && state.decision !== undefined;
  const first = state.status === 'awaiting-approval' ? (state.first?.by.objectId ?? '') : '';
  const key = `${state.status},${first},${version},${mapped},${decided},${row.closed},${row.reopened ?? 0}`;
  const known = rows.get(key);
  if (known !== undefined) return known;
  const [passwordChangedBefore = 0, attemptedFrom = 0, attemptedAt = 0] = mapped;
  const made: Rotation = isOfAttempt(state)
    ? {
        ...row,
        state: {
          ...state,
          passwordChangedBefore: instantOf(passwordChangedBefore),
          attemptedFrom: instantOf(attemptedFrom),
          attemptedAt: instantOf(attemptedAt),
        },
      }
    : row;
  rows.set(key, made);
  rowKeys.set(made, numbered(key));
  return made;
}

/** Nothing comes of it any more but its end: polls of an earlier run than the one that is responsible. */
const isOver = ({ at, n = 0 }: Execution, { run = 0 }: Rotation): boolean =>
  (at === 'poll' || at === 'outcome.settle') && run > n;

/** Places from which an execution whose reading of the row is out of date can only fail. */
const RECORDS: ReadonlySet<Place> = new Set(['stage.record', 'reset.attempt', 'reset.record', 'promote.record']);

/** An execution without what makes no difference any more. */
function canonicalExecution(execution: Execution, { state }: Rotation, second: Ranks): Execution {
  const { at, fresh, changeSeen, ending, retries } = execution;
  if (fresh === false && retries === 0 && RECORDS.has(at)) return { at: 'outcome', retries };
  // An error ends a rotation as a workflow that went through all its steps without effect does: the state decides.
  if (at === 'outcome' && ending !== undefined) {
    return ending === 'expired' && !hasEnded({ state }) ? execution : { at, retries };
  }
  if (changeSeen === undefined) return execution;
  const { changeSeen: _, ...rest } = execution;
  return fresh === true ? { ...rest, changeSeen: second(changeSeen) } : rest;
}

const spelled = new WeakMap<Execution, number>();
const numbers = new Map<string, number>();

function numberOf(execution: Execution): number {
  const known = spelled.get(execution);
  if (known !== undefined) return known;
  const { at, fresh, changeSeen, version, currentSeen, first, ending, wish, n, retries } = execution;
  const number = Number(
    numbered([at, fresh, changeSeen, version, currentSeen, first, ending, wish, n, retries].join()),
  );
  spelled.set(execution, number);
  return number;
}

function numbered(text: string): string {
  const number = numbers.get(text) ?? numbers.size;
  numbers.set(text, number);
  return String(number);
}
