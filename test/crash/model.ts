import type { IncludedAccount } from '../../lambda/domain/account.ts';
import { AlreadyDecided } from '../../lambda/domain/errors.ts';
import {
  apply,
  approve,
  attempt,
  conclude,
  deliver,
  type Ending,
  promote,
  prove,
  reject,
  showsReset,
  stage,
  withdraw,
} from '../../lambda/domain/protocol.ts';
import { type Decision, isIn, type Rotation } from '../../lambda/domain/rotation.ts';

/**
 * A small world in which two executions of one rotation run at once: a row that is changed by compare-and-set, a credential
 * with staged versions, and a directory. Steps are single outside calls; between any two of them everything else may happen.
 * The states of the row come from the protocol itself.
 */
export interface World {
  readonly row: Rotation;
  /** Who generated the value of the rotation's version; `undefined`: not stored yet. A stored value is never replaced. */
  readonly stored: Value | undefined;
  readonly label: 'none' | 'pending' | 'current';
  readonly directory: { readonly password: 'old' | Value; readonly changes: number };
  /** Requests whose sender has given up, and which may still take effect. */
  readonly inFlight: readonly Value[];
  readonly executions: readonly [Execution, Execution];
  /** Technicians who have the form open: one approves, one rejects. */
  readonly people: readonly ['waits' | 'read' | 'done', 'waits' | 'read' | 'done'];
  readonly counts: { readonly decisions: number; readonly closings: number; readonly links: number };
  readonly approved: boolean;
}

type Value = 'of-first' | 'of-second';

/** Where an execution is: a state of the workflow, and the next outside call of its function. */
interface Execution {
  readonly at: Place;
  /** What the function under way has read. */
  readonly seen?: Rotation;
  readonly changesSeen?: number;
  readonly password?: Value;
  readonly had?: boolean;
  readonly ending?: 'expired' | 'error';
  /** How often a function may still be stopped or fail before the workflow gives up. */
  readonly retries: number;
}

type Place =
  | 'await'
  | 'read-decision'
  | 'stage'
  | 'stage.look'
  | 'stage.put'
  | 'stage.record'
  | 'reset'
  | 'reset.guard'
  | 'reset.read-secret'
  | 'reset.attempt'
  | 'reset.patch'
  | 'reset.record'
  | 'reset.withdraw'
  | 'verify'
  | 'verify.look'
  | 'promote'
  | 'promote.move'
  | 'promote.record'
  | 'deliver'
  | 'deliver.record'
  | 'outcome'
  | 'outcome.record'
  | 'ended';

const BEFORE = '2020-01-01T00:00:00Z';
const shown = (changes: number) => new Date(Date.parse(BEFORE) + changes * 1000).toISOString();
const by: Decision['by'] = { kind: 'technician', objectId: 'o', tenantId: 't', name: 'n' };
const decision: Decision & { reason: string } = { by, at: BEFORE, reason: 'r' };

/** @param retries  how often the functions of each execution may be run again */
export function start(account: IncludedAccount, retries: readonly [number, number]): World {
  return {
    row: {
      cycleId: 'c',
      tenantId: 't',
      accountId: account.accountId,
      rotationId: 'v',
      account,
      tenantDisplayName: 'T',
      decideBefore: BEFORE,
      state: { status: 'awaiting-approval' },
      closed: false,
      revision: 1,
    },
    stored: undefined,
    label: 'none',
    directory: { password: 'old', changes: 0 },
    inFlight: [],
    executions: [
      { at: 'await', retries: retries[0] },
      { at: 'await', retries: retries[1] },
    ],
    people: ['waits', 'waits'],
    counts: { decisions: 0, closings: 0, links: 0 },
    approved: false,
  };
}

/** A protocol that is wrong in one place, to see whether the check would notice. */
export type Mistake = 'withdraws after any attempt' | 'applies without having stored';

/** All worlds that one step leads to. */
export function next(world: World, mistake?: Mistake): World[] {
  return [...decisions(world), ...arrivals(world), ...stepsOf(world, 0, mistake), ...stepsOf(world, 1, mistake)];
}

function decisions(world: World): World[] {
  return [0, 1].flatMap((i): World[] => {
    const state = world.people[i === 0 ? 0 : 1];
    if (state === 'done') return [];
    if (state === 'waits') {
      return isIn(world.row, 'awaiting-approval') ? [person(world, i, 'read')] : [person(world, i, 'done')];
    }
    // The row that the form was made from had revision 1: nothing else was ever awaiting approval.
    const read: Rotation = { ...world.row, state: { status: 'awaiting-approval' }, closed: false, revision: 1 };
    if (!isIn(read, 'awaiting-approval')) return [];
    const to = i === 0 ? approve(read, decision) : reject(read, decision);
    const decided = changed(world, read, to);
    if (decided === undefined) return [person(world, i, 'done')];
    const counts = { ...decided.counts, decisions: decided.counts.decisions + 1 };
    return [person({ ...decided, counts, approved: decided.approved || i === 0 }, i, 'done')];
  });
}

const person = (world: World, i: number, to: 'read' | 'done'): World => ({
  ...world,
  people: i === 0 ? [to, world.people[1]] : [world.people[0], to],
});

/** A request whose sender is gone takes effect, or never does. */
function arrivals(world: World): World[] {
  const [first, ...rest] = world.inFlight;
  return first === undefined
    ? []
    : [
        { ...applied(world, first), inFlight: rest },
        { ...world, inFlight: rest },
      ];
}

const applied = (world: World, password: Value): World => ({
  ...world,
  directory: { password, changes: world.directory.changes + 1 },
});

/** Compare-and-set. `undefined`: somebody else came first. */
function changed(world: World, from: Rotation, to: Rotation): World | undefined {
  if (world.row.revision !== from.revision || world.row.closed) return undefined;
  return { ...world, row: { ...to, revision: from.revision + 1 } };
}

/** What an execution may do next; for each also that it is stopped before or after it. */
function stepsOf(world: World, i: 0 | 1, mistake: Mistake | undefined): World[] {
  const execution = world.executions[i];
  if (execution.at === 'ended') return [];
  const put = (at: World, to: Execution): World => ({
    ...at,
    executions: i === 0 ? [to, at.executions[1]] : [at.executions[0], to],
  });
  const results = act(world, execution, i === 0 ? 'of-first' : 'of-second', mistake);
  const done = results.map(({ world: after, execution: to }) => put(after, to));
  // Stopped: before the call, or after it and before anything was made of the answer.
  if (!isOfFunction(execution.at)) return done;
  const stopped = [world, ...results.map(({ world: after }) => after)].flatMap((after) =>
    failed(execution).map((to) => put(after, to)),
  );
  return [...done, ...stopped];
}

const isOfFunction = (at: Place) => at !== 'await' && at !== 'read-decision';

const restart = (at: Place): Place => {
  const [name = 'ended'] = at.split('.');
  return name === 'stage' || name === 'reset' || name === 'verify' || name === 'promote' || name === 'deliver'
    ? name
    : 'outcome';
};

/** A function was stopped or failed: the workflow runs it again, and gives up some day. The outcome is never given up. */
function failed({ at, retries, ending }: Execution): Execution[] {
  const again = restart(at);
  if (again === 'outcome') return [{ at: 'outcome', retries, ...(ending === undefined ? {} : { ending }) }];
  return [...(retries > 0 ? [{ at: again, retries: retries - 1 }] : []), { at: 'outcome', retries, ending: 'error' }];
}

interface Result {
  readonly world: World;
  readonly execution: Execution;
}

function act(world: World, execution: Execution, mine: Value, mistake: Mistake | undefined): Result[] {
  const { retries, seen } = execution;
  const go = (at: Place, more: Partial<Execution> = {}, after = world): Result => ({
    world: after,
    execution: { at, retries, ...(seen === undefined ? {} : { seen }), ...more },
  });
  const fresh = (at: Place, more: Partial<Execution> = {}, after = world): Result => ({
    world: after,
    execution: { at, retries, ...more },
  });
  const fail = (after = world): Result[] => failed(execution).map((to) => ({ world: after, execution: to }));
  /** Compare-and-set from what was read, then on to a place. */
  const record = (from: Rotation, to: Rotation, then: (after: World) => Result[]): Result[] => {
    const after = changed(world, from, to);
    return after === undefined ? fail() : then(after);
  };
  switch (execution.at) {
    case 'await':
      return isIn(world.row, 'awaiting-approval')
        ? [fresh('read-decision', { ending: 'expired' })]
        : [fresh('read-decision')];
    case 'read-decision':
      if (isIn(world.row, 'awaiting-approval')) {
        return [execution.ending === 'expired' ? fresh('outcome', { ending: 'expired' }) : fresh('await')];
      }
      return [isIn(world.row, 'rejected', 'expired') ? fresh('outcome') : fresh('stage')];
    case 'stage':
      return stands(world.row)
        ? [isIn(world.row, 'approved') ? go('stage.look', { seen: world.row }) : fresh('reset')]
        : fail();
    case 'stage.look':
      return [go('stage.put', { had: world.stored !== undefined })];
    case 'stage.put':
      return [
        go(
          'stage.record',
          {},
          execution.had === true || world.stored !== undefined ? world : { ...world, stored: mine, label: 'pending' },
        ),
      ];
    case 'stage.record':
      return seen !== undefined && isIn(seen, 'approved')
        ? record(seen, stage(seen), (after) => [fresh('reset', {}, after)])
        : fail();
    case 'reset':
      if (!stands(world.row)) return fail();
      return [isIn(world.row, 'staged', 'maybe-applied') ? go('reset.guard', { seen: world.row }) : fresh('verify')];
    case 'reset.guard':
      return upTo(world.directory.changes).map((changes) => go('reset.read-secret', { changesSeen: changes }));
    case 'reset.read-secret':
      return world.stored === undefined
        ? fail()
        : [go('reset.attempt', { changesSeen: execution.changesSeen ?? 0, password: world.stored })];
    case 'reset.attempt': {
      if (seen === undefined || !isIn(seen, 'staged', 'maybe-applied')) return fail();
      const to = attempt(seen, shown(execution.changesSeen ?? 0), BEFORE);
      const had = isIn(seen, 'staged') || mistake === 'withdraws after any attempt';
      const password = mistake === 'applies without having stored' ? mine : (execution.password ?? mine);
      return record(seen, to, (after) => [go('reset.patch', { seen: after.row, password, had }, after)]);
    }
    case 'reset.patch':
      return patched(world, execution, go, fail);
    case 'reset.record':
      return seen !== undefined && isIn(seen, 'maybe-applied')
        ? record(seen, apply(seen, 'g'), (after) => [fresh('verify', {}, after)])
        : fail();
    case 'reset.withdraw':
      return seen !== undefined && isIn(seen, 'maybe-applied')
        ? record(seen, withdraw(seen), (after) => fail(after))
        : fail();
    case 'verify':
      return [isIn(world.row, 'applied') ? go('verify.look', { seen: world.row }) : fresh('promote')];
    case 'verify.look': {
      if (seen === undefined || !isIn(seen, 'applied')) return fail();
      const from = seen;
      return upTo(world.directory.changes).flatMap((changes) => {
        const now = shown(changes);
        return showsReset(from.state.passwordChangedBefore, now)
          ? record(from, prove(from, now), (after) => [fresh('promote', {}, after)])
          : fail();
      });
    }
    case 'promote':
      return [isIn(world.row, 'proven') ? go('promote.move', { seen: world.row }) : fresh('deliver')];
    case 'promote.move':
      return [go('promote.record', {}, { ...world, label: 'current' })];
    case 'promote.record':
      return seen !== undefined && isIn(seen, 'proven')
        ? record(seen, promote(seen), (after) => [fresh('deliver', {}, after)])
        : fail();
    case 'deliver':
      return [isIn(world.row, 'current') ? go('deliver.record', { seen: world.row }) : fresh('outcome')];
    case 'deliver.record':
      return seen !== undefined && isIn(seen, 'current')
        ? record(seen, deliver(seen, 'l'), (after) => [
            fresh('outcome', {}, { ...after, counts: { ...after.counts, links: after.counts.links + 1 } }),
          ])
        : fail();
    case 'outcome':
      if (world.row.closed) return [fresh('ended')];
      return [go('outcome.record', { seen: world.row, ...endingOf(execution) })];
    case 'outcome.record':
      return seen === undefined ? fail() : closed(world, seen, execution, fresh, fail);
    case 'ended':
      return [];
  }
}

const endingOf = ({ ending }: Execution): Partial<Execution> => (ending === undefined ? {} : { ending });

/** The directory shows the last change, or still an earlier one. */
const upTo = (changes: number): number[] => [...new Set([changes, Math.max(0, changes - 1)])];

/** As `requireStandingApproval` does. */
const stands = ({ state }: Rotation): boolean =>
  'decision' in state && state.decision !== undefined && !['rejected', 'failed', 'uncertain'].includes(state.status);

/** Applied and told; told, and nothing happened; refused; nobody knows, now or later. */
function patched(
  world: World,
  execution: Execution,
  go: (at: Place, more?: Partial<Execution>, after?: World) => Result,
  fail: (after?: World) => Result[],
): Result[] {
  const { password, had } = execution;
  if (password === undefined) return fail();
  if (!world.approved) throw new Error('R1: a request without approval');
  return [
    go('reset.record', {}, applied(world, password)),
    go('reset.record'),
    ...(had === true ? [go('reset.withdraw')] : fail()),
    ...fail(applied(world, password)),
    ...fail(),
    ...fail({ ...world, inFlight: [...world.inFlight, password] }),
  ];
}

function closed(
  world: World,
  seen: Rotation,
  execution: Execution,
  fresh: (at: Place, more?: Partial<Execution>, after?: World) => Result,
  fail: (after?: World) => Result[],
): Result[] {
  const ending: Ending | undefined =
    execution.ending === 'error'
      ? { kind: 'error', reason: 'e' }
      : execution.ending === 'expired'
        ? { kind: 'expired' }
        : undefined;
  try {
    const after = changed(world, seen, { ...conclude(seen, ending), closed: true });
    if (after === undefined) return fail();
    return [fresh('ended', {}, { ...after, counts: { ...after.counts, closings: after.counts.closings + 1 } })];
  } catch (error) {
    if (!(error instanceof AlreadyDecided)) throw error;
    return [fresh('read-decision')];
  }
}

/** What a world breaks; `undefined`: nothing. */
export function brokenRule(world: World): string | undefined {
  const { row, stored, label, directory, inFlight, counts, approved } = world;
  const { password } = directory;
  if (password !== 'old' && !approved) return 'R1: reset without approval';
  if (password !== 'old' && (password !== stored || label === 'none')) return 'R3: the password is not readable';
  if (inFlight.some((each) => each !== stored)) return 'R3: a password under way is not readable';
  if (counts.decisions > 1) return 'R6: two decisions';
  if (counts.closings > 1) return 'R6: closed twice';
  if (counts.links > 1) return 'R6: two links';
  if (!row.closed) return undefined;
  const { status } = row.state;
  if (status === 'rotated' && (password !== stored || label !== 'current')) return 'R3: rotated, and it is not';
  if (
    (status === 'failed' || status === 'rejected' || status === 'expired') &&
    (password !== 'old' || inFlight.length > 0)
  ) {
    return `R3: ${status}, and the password may have been changed`;
  }
  return undefined;
}

/** What tells worlds apart. Rows and executions are the same objects in many worlds, so that each is spelled once. */
export function keyOf({ row, executions, people, inFlight, directory, counts, ...rest }: World): string {
  const [first, second] = executions;
  const flight = inFlight.join();
  const others = `${rest.stored}${rest.label}${rest.approved}${directory.password}${directory.changes}${people.join()}`;
  const sums = `${counts.decisions}${counts.closings}${counts.links}`;
  return `${spelled(row)}|${spelledExecution(first)}|${spelledExecution(second)}|${flight}|${others}|${sums}`;
}

const spellings = new WeakMap<object, string>();
const numbers = new Map<string, string>();

function spelled(row: Rotation): string {
  const known = spellings.get(row);
  if (known !== undefined) return known;
  const text = JSON.stringify([row.state, row.closed, row.revision]);
  const number = numbers.get(text) ?? numbers.size.toString(36);
  numbers.set(text, number);
  spellings.set(row, number);
  return number;
}

function spelledExecution(execution: Execution): string {
  const known = spellings.get(execution);
  if (known !== undefined) return known;
  const { at, seen, changesSeen, password, had, ending, retries } = execution;
  const text = `${at},${seen === undefined ? '' : spelled(seen)},${changesSeen},${password},${had},${ending},${retries}`;
  spellings.set(execution, text);
  return text;
}
