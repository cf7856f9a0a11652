import type { IncludedAccount } from '../../lambda/domain/accounts/account.ts';
import { AlreadyDecided } from '../../lambda/domain/errors.ts';
import {
  apply,
  approve,
  attempt,
  changeSince,
  conclude,
  confirm,
  deliver,
  dismiss,
  type Ending,
  promote,
  prove,
  reapply,
  reject,
  reopen,
  showsAttempt,
  stage,
  stayUncertain,
  withdraw,
} from '../../lambda/domain/rotation/protocol.ts';
import { type Decision, hasEnded, isIn, type Rotation } from '../../lambda/domain/rotation/rotation.ts';

/**
 * A small world in which executions of one rotation run at once: a row that is changed by compare-and-set, a credential with
 * staged versions, and a directory. Steps are single outside calls; between any two of them everything else may happen.
 * The states of the row come from the protocol itself. An execution that leaves the rotation uncertain goes on looking at the
 * directory; one that a person starts reopens the rotation first.
 */
export interface World {
  readonly row: Rotation;
  /** Versions of the credential, the oldest first. A stored value is never replaced. */
  readonly stored: readonly Version[];
  readonly clock: number;
  /** `at`: the instant of the last change; `before`: what a replica may still show. */
  readonly directory: { readonly password: 'old' | 'by-hand' | Value; readonly at: number; readonly before: number };
  /** Requests whose sender has given up, and which may still take effect. */
  readonly inFlight: readonly Value[];
  readonly executions: readonly Execution[];
  /** Whether this rotation locked its account: no other one of the account begins. */
  readonly locked: boolean;
  /** A person may change the password by hand while the rotation is uncertain, once. */
  readonly byHand: 'may' | 'done';
  /** A person has said that the old password works, and it does not. */
  readonly misled: boolean;
  /** Technicians who have the form open: one approves, one rejects. */
  readonly people: readonly ['waits' | 'read' | 'done', 'waits' | 'read' | 'done'];
  readonly counts: { readonly decisions: number; readonly closings: number; readonly links: number };
  readonly approved: boolean;
}

/** Who generated it, for which version. */
type Value = string;

interface Version {
  readonly id: string;
  readonly value: Value;
  readonly label: 'none' | 'pending' | 'current';
}

/** What a person starts an execution for; `wrong-old`: the person is mistaken. */
export type Wish = 'retry' | 'works-new' | 'works-old' | 'wrong-old';

/** Where an execution is: a state of the workflow, and the next outside call of its function. */
interface Execution {
  readonly at: Place;
  /** What the function under way has read. */
  readonly seen?: Rotation;
  readonly changesSeen?: number;
  readonly password?: Value;
  readonly had?: boolean;
  readonly ending?: 'expired' | 'error';
  readonly wish?: Wish;
  /** Which reopening of the rotation it is. */
  readonly n?: number;
  /** How often a function may still be stopped or fail before the workflow gives up. */
  readonly retries: number;
  /** How often it may still settle an uncertain outcome: what it settles may become uncertain again. */
  readonly looks: number;
}

type Place =
  | 'reopen'
  | 'reopen.record'
  | 'look'
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
const shown = (at: number) => new Date(Date.parse(BEFORE) + at * 1000).toISOString();
/** Long after anything that was sent could take effect. */
const MUCH_LATER = 3_600;
const by: Decision['by'] = { kind: 'technician', objectId: 'o', tenantId: 't', name: 'n' };
const decision: Decision & { reason: string } = { by, at: BEFORE, reason: 'r' };

/**
 * @param retries  how often the functions of each execution may be run again
 * @param wishes  what people start further executions for, once the rotation has ended; it is approved then
 * @param byHand  whether somebody may change the password by hand while the rotation is uncertain
 */
export function start(
  account: IncludedAccount,
  retries: readonly number[],
  wishes: readonly Wish[] = [],
  byHand: World['byHand'] = 'done',
): World {
  const world: World = {
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
    stored: [],
    clock: 0,
    directory: { password: 'old', at: 0, before: 0 },
    inFlight: [],
    executions: [
      ...retries.map((each) => ({ at: 'await' as const, retries: each, looks: 1 })),
      ...wishes.map((wish) => ({ at: 'reopen' as const, retries: 0, looks: 0, wish })),
    ],
    locked: false,
    byHand,
    misled: false,
    people: ['waits', 'waits'],
    counts: { decisions: 0, closings: 0, links: 0 },
    approved: false,
  };
  // What people do before the approval is tried without wishes: with them it would be the same many times over.
  if (wishes.length === 0 || !isIn(world.row, 'awaiting-approval')) return world;
  return {
    ...world,
    row: { ...approve(world.row, decision), revision: 2 },
    people: ['done', 'done'],
    counts: { ...world.counts, decisions: 1 },
    approved: true,
  };
}

/** A protocol that is wrong in one place, to see whether the check would notice. */
export type Mistake =
  | 'withdraws after any attempt'
  | 'applies without having stored'
  | 'frees the account of an uncertain rotation'
  | 'believes at once that the old password works'
  | 'tries an uncertain rotation again with another password'
  | 'takes any change for its own';

/** All worlds that one step leads to. */
export function next(world: World, mistake?: Mistake): World[] {
  return [
    ...decisions(world),
    ...arrivals(world),
    ...changesByHand(world),
    ...world.executions.flatMap((_, i) => stepsOf(world, i, mistake)),
  ];
}

/** Somebody who cannot wait, long after the last attempt. */
function changesByHand(world: World): World[] {
  if (world.byHand === 'done' || !isIn(world.row, 'uncertain') || mayArrive(world)) return [];
  const at = world.clock + MUCH_LATER;
  return [{ ...world, clock: at, byHand: 'done', directory: { password: 'by-hand', at, before: at } }];
}

/** A function that has recorded its attempt sends within two minutes, and what was sent takes effect soon after, or never. */
const mayArrive = ({ inFlight, executions }: World) =>
  inFlight.length > 0 || executions.some(({ at }) => at === 'reset.patch');

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
  clock: world.clock + 1,
  directory: { password, at: world.clock + 1, before: world.directory.at },
});

/** Compare-and-set. `undefined`: somebody else came first. */
function changed(world: World, from: Rotation, to: Rotation): World | undefined {
  if (world.row.revision !== from.revision) return undefined;
  return { ...world, row: { ...to, closed: from.closed || to.closed, revision: from.revision + 1 } };
}

/** What an execution may do next; for each also that it is stopped before or after it. */
function stepsOf(world: World, i: number, mistake: Mistake | undefined): World[] {
  const execution = world.executions[i];
  if (execution === undefined || execution.at === 'ended') return [];
  const put = (at: World, to: Execution): World => ({ ...at, executions: at.executions.with(i, to) });
  const results = act(world, execution, `of ${i}`, mistake);
  const done = results.map(({ world: after, execution: to }) => put(after, to));
  // Stopped: before the call, or after it and before anything was made of the answer.
  if (!isOfFunction(execution.at)) return done;
  const stopped = [world, ...results.map(({ world: after }) => after)].flatMap((after) =>
    failed(execution).map((to) => put(after, to)),
  );
  return [...done, ...stopped];
}

const isOfFunction = (at: Place) => at !== 'await' && at !== 'read-decision' && at !== 'look' && at !== 'reopen';

const restart = (at: Place): Place => {
  const [name = 'ended'] = at.split('.');
  return name === 'stage' || name === 'reset' || name === 'verify' || name === 'promote' || name === 'deliver'
    ? name
    : 'outcome';
};

/** A function was stopped or failed: the workflow runs it again, and gives up some day. The outcome is never given up. */
function failed({ at, retries, looks, ending, wish, n }: Execution): Execution[] {
  // As the outcome, reopening is tried again until it is done.
  if (at === 'reopen.record' && wish !== undefined) {
    return [{ at: 'reopen', retries, looks, wish, ...(n === undefined ? {} : { n }) }];
  }
  const again = restart(at);
  if (again === 'outcome') return [{ at: 'outcome', retries, looks, ...(ending === undefined ? {} : { ending }) }];
  return [
    ...(retries > 0 ? [{ at: again, retries: retries - 1, looks }] : []),
    { at: 'outcome', retries, looks, ending: 'error' },
  ];
}

interface Result {
  readonly world: World;
  readonly execution: Execution;
}

function act(world: World, execution: Execution, mine: Value, mistake: Mistake | undefined): Result[] {
  const { retries, looks, seen } = execution;
  const go = (at: Place, more: Partial<Execution> = {}, after = world): Result => ({
    world: after,
    execution: { at, retries, looks, ...(seen === undefined ? {} : { seen }), ...more },
  });
  const fresh = (at: Place, more: Partial<Execution> = {}, after = world): Result => ({
    world: after,
    execution: { at, retries, looks, ...more },
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
      if (seen === undefined || !isIn(seen, 'approved')) return fail();
      return [go('stage.put', { had: versionIn(world, stage(seen).state.versionId) !== undefined }, acquired(world))];
    case 'stage.put': {
      if (seen === undefined || !isIn(seen, 'approved')) return fail();
      const id = stage(seen).state.versionId;
      const has = execution.had === true || versionIn(world, id) !== undefined;
      const version: Version = { id, value: `${mine}, ${id.slice(0, 4)}`, label: 'pending' };
      return [go('stage.record', {}, has ? world : { ...world, stored: [...world.stored, version] })];
    }
    case 'stage.record':
      return seen !== undefined && isIn(seen, 'approved')
        ? record(seen, stage(seen), (after) => [fresh('reset', {}, after)])
        : fail();
    case 'reset':
      if (!stands(world.row)) return fail();
      return [isIn(world.row, 'staged', 'maybe-applied') ? go('reset.guard', { seen: world.row }) : fresh('verify')];
    case 'reset.guard':
      return shownBy(world).map((at) =>
        seen !== undefined && isIn(seen, 'maybe-applied') && showsAttempt(seen.state, shown(at))
          ? go('reset.record')
          : go('reset.read-secret', { changesSeen: at }),
      );
    case 'reset.read-secret': {
      const version =
        seen !== undefined && isIn(seen, 'staged', 'maybe-applied')
          ? versionIn(world, seen.state.versionId)
          : undefined;
      return version === undefined
        ? fail()
        : [go('reset.attempt', { changesSeen: execution.changesSeen ?? 0, password: version.value })];
    }
    case 'reset.attempt': {
      if (seen === undefined || !isIn(seen, 'staged', 'maybe-applied')) return fail();
      const to = attempt(seen, shown(execution.changesSeen ?? 0), shown(world.clock));
      const had = isIn(seen, 'staged') || mistake === 'withdraws after any attempt';
      const password = mistake === 'applies without having stored' ? mine : (execution.password ?? mine);
      return record(seen, to, (after) => [go('reset.patch', { seen: after.row, password, had }, after)]);
    }
    case 'reset.patch':
      return patched(world, execution, go, fail);
    case 'reset.record':
      return seen !== undefined && isIn(seen, 'maybe-applied')
        ? record(seen, apply(seen, { kind: 'answered', graphRequestId: 'g' }), (after) => [fresh('verify', {}, after)])
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
      return shownBy(world).flatMap((at) => {
        const now = shown(at);
        return changeSince(from.state, now) === 'ours'
          ? record(from, prove(from, now), (after) => [fresh('promote', {}, after)])
          : fail();
      });
    }
    case 'look':
      return looked(world, mistake, fresh);
    case 'reopen': {
      const times = world.row.reopened ?? 0;
      const { wish, n } = execution;
      if (n !== undefined && times >= n) return [fresh(times > n ? 'ended' : afterReopening(wish))];
      if (!(world.row.closed && hasEnded(world.row))) return n === undefined ? [] : [fresh('ended')];
      return [go('reopen.record', { seen: world.row, n: times + 1, ...wishOf(execution) })];
    }
    case 'reopen.record':
      return reopened(world, execution, mistake, fresh, fail);
    case 'promote':
      return [isIn(world.row, 'proven') ? go('promote.move', { seen: world.row }) : fresh('deliver')];
    case 'promote.move':
      if (seen === undefined || !isIn(seen, 'proven')) return fail();
      return [go('promote.record', {}, promoted(world, seen.state.versionId))];
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
      if (world.row.closed && hasEnded(world.row))
        return [fresh(isIn(world.row, 'uncertain') && looks > 0 ? 'look' : 'ended')];
      return [go('outcome.record', { seen: world.row, ...endingOf(execution) })];
    case 'outcome.record':
      return seen === undefined ? fail() : closed(world, seen, execution, mistake, fresh, fail);
    case 'ended':
      return [];
  }
}

const endingOf = ({ ending }: Execution): Partial<Execution> => (ending === undefined ? {} : { ending });

const afterReopening = (wish: Wish | undefined): Place =>
  wish === 'retry' ? 'stage' : wish === 'works-new' ? 'promote' : 'ended';

const wishOf = ({ wish }: Execution): Partial<Execution> => (wish === undefined ? {} : { wish });

/** The directory shows the last change, or still an earlier one. */
const shownBy = ({ directory: { at, before } }: World): number[] => [...new Set([at, before])];

const versionIn = ({ stored }: World, id: string): Version | undefined => stored.find((each) => each.id === id);

const acquired = (world: World): World => ({ ...world, locked: true });

/** AWSCURRENT moves; what was pending before is settled too. */
function promoted(world: World, id: string): World {
  const place = world.stored.findIndex((each) => each.id === id);
  const stored = world.stored.map((each, i): Version => {
    if (i === place) return { ...each, label: 'current' };
    return i < place ? { ...each, label: 'none' } : each;
  });
  return { ...world, stored };
}

type Fresh = (at: Place, more?: Partial<Execution>, after?: World) => Result;

/** A look at an uncertain rotation: settles it, finds nothing yet and looks again later, or learns that somebody else was there. */
function looked(world: World, mistake: Mistake | undefined, fresh: Fresh): Result[] {
  const { row } = world;
  if (isIn(row, 'proven')) return [fresh('promote', { looks: 0 })];
  if (!isIn(row, 'uncertain')) return [fresh('ended')];
  return shownBy(world).map((at) => {
    const change = changeSince(row.state, shown(at));
    if (change === 'ours' || (change === 'somebody-elses' && mistake === 'takes any change for its own')) {
      const after = changed(world, row, prove(row, shown(at)));
      return after === undefined ? fresh('look') : fresh('promote', { looks: 0 }, after);
    }
    if (change === 'none') return fresh('look');
    return fresh('ended', {}, changed(world, row, stayUncertain(row, 'somebody else')));
  });
}

/** What a person wants, as `reopening` allows it: the old password is believed once nothing can take effect any more. */
function reopened(
  world: World,
  execution: Execution,
  mistake: Mistake | undefined,
  fresh: Fresh,
  fail: (after?: World) => Result[],
): Result[] {
  const { seen, wish } = execution;
  const record = (to: Rotation, then: (after: World) => Result): Result[] => {
    const after = seen === undefined ? undefined : changed(world, seen, to);
    return after === undefined ? fail() : [then(after)];
  };
  if (seen === undefined || wish === undefined) return [fresh('ended')];
  if (isIn(seen, 'failed') && wish === 'retry' && seen.state.decision !== undefined) {
    return record(reopen(seen, seen.state.decision), (after) => fresh('stage', {}, after));
  }
  if (!isIn(seen, 'uncertain')) return [fresh('ended')];
  if (wish === 'retry') {
    const wrong = mistake === 'tries an uncertain rotation again with another password';
    const to = wrong
      ? reopen({ ...seen, state: { status: 'failed', reason: '' } }, seen.state.decision)
      : reapply(seen);
    return record(to, (after) => fresh('stage', {}, after));
  }
  const { password } = world.directory;
  if (wish === 'works-new') {
    return password === versionIn(world, seen.state.versionId)?.value
      ? record(confirm(seen), (after) => fresh('promote', {}, after))
      : [fresh('ended')];
  }
  if (mayArrive(world) && mistake !== 'believes at once that the old password works') return [];
  if (wish === 'works-old' && password !== 'old') return [fresh('ended')];
  const misled = world.misled || password !== 'old';
  return record(dismiss(seen, 'r'), (after) =>
    fresh('ended', {}, { ...after, clock: after.clock + MUCH_LATER, locked: false, misled }),
  );
}

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
  if (execution.seen === undefined || !isIn(execution.seen, 'maybe-applied')) {
    throw new Error('R5: a request whose attempt is not on record');
  }
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
  mistake: Mistake | undefined,
  fresh: Fresh,
  fail: (after?: World) => Result[],
): Result[] {
  const ending: Ending | undefined =
    execution.ending === 'error'
      ? { kind: 'error', reason: 'e' }
      : execution.ending === 'expired'
        ? { kind: 'expired' }
        : undefined;
  try {
    const to = { ...conclude(seen, ending), closed: true };
    const after = changed(world, seen, to);
    if (after === undefined) return fail();
    const isUncertain = isIn(to, 'uncertain');
    const counts = { ...after.counts, closings: after.counts.closings + (seen.closed ? 0 : 1) };
    const frees = !isUncertain || mistake === 'frees the account of an uncertain rotation';
    const locked = after.locked && !frees;
    return [fresh(isUncertain && execution.looks > 0 ? 'look' : 'ended', {}, { ...after, counts, locked })];
  } catch (error) {
    if (!(error instanceof AlreadyDecided)) throw error;
    return [fresh('read-decision')];
  }
}

/** What a world breaks; `undefined`: nothing. */
export function brokenRule(world: World): string | undefined {
  const { row, stored, directory, inFlight, counts, approved, locked, misled } = world;
  const { password } = directory;
  const isReadable = (value: Value) => stored.some((each) => each.value === value && each.label !== 'none');
  const isOurs = password !== 'old' && password !== 'by-hand';
  if (isOurs && !approved) return 'R1: reset without approval';
  if (isOurs && !isReadable(password)) return 'R3: the password is not readable';
  if (!inFlight.every(isReadable)) return 'R3: a password under way is not readable';
  // After a proven reset the same value may arrive once more, from an attempt whose sender gave up within the same minutes.
  if (!locked && !isIn(row, 'rotated') && mayArrive(world)) {
    return 'R3: another rotation may begin while a request may take effect';
  }
  if (!locked && isIn(row, 'staged', 'maybe-applied', 'applied', 'proven', 'current', 'delivered', 'uncertain')) {
    return 'R3: another rotation may begin while this one is under way';
  }
  if (counts.decisions > 1) return 'R6: two decisions';
  if (counts.closings > 1) return 'R6: counted twice';
  if (counts.links > 1) return 'R6: two links';
  if (!row.closed) return undefined;
  const { status } = row.state;
  const current = stored.find((each) => each.label === 'current');
  if (status === 'rotated' && password !== current?.value) return 'R3: rotated, and it is not';
  if (
    (status === 'failed' || status === 'rejected' || status === 'expired') &&
    !misled &&
    (password !== 'old' || mayArrive(world))
  ) {
    return `R3: ${status}, and the password may have been changed`;
  }
  return undefined;
}

/**
 * What tells worlds apart. Rows and executions are the same objects in many worlds, so that each is spelled once; parts that come
 * again and again are numbered, for millions of keys must fit into memory. */
export function keyOf({ row, executions, people, inFlight, directory, counts, stored, ...rest }: World): string {
  const others = `${rest.approved}${rest.locked}${rest.byHand}${rest.misled}${people.join()}`;
  const holds = `${rest.clock},${directory.password}${directory.at},${directory.before}`;
  const versions = stored.map(({ value, label }) => `${value}${label}`).join();
  const sums = `${counts.decisions}${counts.closings}${counts.links}`;
  const around = numbered(`${inFlight.join()}|${holds}|${versions}|${others}|${sums}`);
  return `${spelled(row)},${executions.map(spelledExecution).join()},${around}`;
}

const spellings = new WeakMap<object, string>();
const numbers = new Map<string, string>();

function numbered(text: string): string {
  const known = numbers.get(text);
  if (known !== undefined) return known;
  const number = numbers.size.toString(36);
  numbers.set(text, number);
  return number;
}

function spelled(row: Rotation): string {
  const known = spellings.get(row);
  if (known !== undefined) return known;
  const number = numbered(JSON.stringify([row.state, row.closed, row.revision, row.reopened]));
  spellings.set(row, number);
  return number;
}

function spelledExecution(execution: Execution): string {
  const known = spellings.get(execution);
  if (known !== undefined) return known;
  const { at, seen, changesSeen, password, had, ending, wish, n, retries, looks } = execution;
  const number = numbered(
    `${at},${seen === undefined ? '' : spelled(seen)},${changesSeen},${password},${had},${ending},${wish},${n},${retries},${looks}`,
  );
  spellings.set(execution, number);
  return number;
}
