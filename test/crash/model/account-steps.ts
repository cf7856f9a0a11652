import { AlreadyDecided } from '../../../lambda/domain/errors.ts';
import {
  apply,
  approve,
  attempt,
  changeSince,
  conclude,
  deliver,
  type Ending,
  promote,
  prove,
  showsAttempt,
  stage,
  withdraw,
} from '../../../lambda/domain/rotation/protocol.ts';
import { hasEnded, isIn, type Rotation } from '../../../lambda/domain/rotation/rotation.ts';
import type { Behaviour } from './behaviour.ts';
import { at, ended, failed, outcomeOf, type Result, type Steps } from './steps.ts';
import {
  applied,
  changed,
  type Execution,
  instantOf,
  type Place,
  shownBy,
  type Version,
  voteOf,
  type World,
} from './world.ts';

/**
 * AccountRotation, from one outside call to the next. Where a function reads the row and writes it with nothing outside in
 * between, both are one step: a row that was read too early makes the write fail, which is as if the function were stopped.
 */
export const accountSteps = {
  await: (world, { retries }) => {
    const timedOut = at(world, 'outcome', retries, { ending: 'expired' });
    return isIn(world.row, 'awaiting-approval') ? [timedOut] : [timedOut, at(world, 'stage', retries)];
  },

  stage: (world, execution) => {
    const { row } = world;
    const { retries } = execution;
    if (isIn(row, 'awaiting-approval')) return [at(world, 'await', retries)];
    if (isIn(row, 'rejected', 'expired')) return [at(world, 'outcome', retries)];
    if (!stands(row)) return failed(world, execution);
    if (!isIn(row, 'approved')) return [at(world, 'reset', retries)];
    return [at(world, 'stage.lock', retries, { fresh: true, version: stage(row).state.versionId })];
  },
  'stage.lock': (world, execution) => [{ world: { ...world, locked: true }, to: { ...execution, at: 'stage.put' } }],
  'stage.put': (world, { version = '', retries, fresh = false }) => {
    const staged: Version = { id: version, label: 'pending' };
    const stored = holds(world, version) ? world.stored : [...world.stored, staged];
    return [at({ ...world, stored }, 'stage.record', retries, { fresh })];
  },
  'stage.record': (world, execution, behaviour) => {
    const { row } = world;
    const { retries } = execution;
    if (execution.fresh === true && isIn(row, 'approved')) return [at(changed(world, stage(row)), 'reset', retries)];
    return isIn(row, 'awaiting-approval') && !behaviour.comparesRow()
      ? [at(changed(world, stage(approve(row, voteOf('o')))), 'reset', retries)]
      : failed(world, execution);
  },

  reset: (world, execution) => {
    const { row } = world;
    const { retries } = execution;
    if (!stands(row)) return failed(world, execution);
    if (!isIn(row, 'staged', 'maybe-applied')) return [at(world, 'verify', retries)];
    // Paused, or the change window has closed meanwhile: staging is asked again. After an attempt this is a failure like others.
    const later = isIn(row, 'staged') ? [at(world, 'stage', retries)] : [];
    const now = shownBy(world).map((shown) =>
      isIn(row, 'maybe-applied') && showsAttempt(row.state, instantOf(shown))
        ? at(changed(world, apply(row, { kind: 'seen-in-directory' })), 'verify', retries)
        : at(world, 'reset.attempt', retries, { fresh: true, changeSeen: shown }),
    );
    return [...later, ...now];
  },
  'reset.attempt': (world, execution, behaviour) => {
    const { row } = world;
    const { fresh, changeSeen = 0, retries } = execution;
    if (fresh !== true || !isIn(row, 'staged', 'maybe-applied') || !holds(world, row.state.versionId)) {
      return failed(world, execution);
    }
    const after = changed(world, attempt(row, instantOf(changeSeen), instantOf(world.clock)));
    const version = behaviour.passwordToSend(row.state.versionId);
    return [at(after, 'reset.patch', retries, { fresh: true, version, first: isIn(row, 'staged') })];
  },
  'reset.patch': patched,
  'reset.record': (world, execution) =>
    execution.fresh === true && isIn(world.row, 'maybe-applied')
      ? [at(changed(world, apply(world.row, { kind: 'answered-without-id' })), 'verify', execution.retries)]
      : failed(world, execution),
  'reset.withdraw': (world, execution) =>
    failed(
      execution.fresh === true && isIn(world.row, 'maybe-applied') ? changed(world, withdraw(world.row)) : world,
      execution,
    ),

  verify: (world, execution) => {
    const { row } = world;
    if (!isIn(row, 'applied')) return [at(world, 'promote', execution.retries)];
    return shownBy(world).flatMap((shown) =>
      changeSince(row.state, instantOf(shown)) === 'ours'
        ? [at(changed(world, prove(row, instantOf(shown))), 'promote', execution.retries)]
        : failed(world, execution),
    );
  },

  promote: (world, { retries }) => [
    isIn(world.row, 'proven')
      ? at(world, 'promote.check', retries, { version: world.row.state.versionId, currentSeen: currentOf(world) })
      : at(world, 'deliver', retries),
  ],
  'promote.check': (world, execution) => {
    const { version, currentSeen, retries } = execution;
    return isIn(world.row, 'proven') && world.row.state.versionId === version
      ? [at(world, 'promote.move', retries, { fresh: true, version, currentSeen: currentSeen ?? '' })]
      : failed(world, execution);
  },
  'promote.move': (world, execution, behaviour) => {
    const { version = '', currentSeen, retries, fresh = false } = execution;
    return currentOf(world) === currentSeen || !behaviour.comparesLabels()
      ? [at(promoted(world, version), 'promote.record', retries, { fresh })]
      : failed(world, execution);
  },
  'promote.record': (world, execution) =>
    execution.fresh === true && isIn(world.row, 'proven')
      ? [at(changed(world, promote(world.row)), 'deliver', execution.retries)]
      : failed(world, execution),

  deliver: (world, { retries }) => {
    if (!isIn(world.row, 'current')) return [at(world, 'outcome', retries)];
    const after = changed(world, deliver(world.row, { linkId: 'l' }));
    return [at({ ...after, counts: { ...after.counts, links: after.counts.links + 1 } }, 'outcome', retries)];
  },

  outcome: closed,
  'outcome.settle': (world, { n = 0, retries }, behaviour) => {
    if (!behaviour.polls()) return [ended(world)];
    const isNew = !world.polled.includes(n);
    const polled = isNew ? [...world.polled, n].sort() : world.polled;
    const executions = isNew ? [...world.executions, { at: 'poll' as const, retries, n }] : world.executions;
    return [ended({ ...world, polled, executions })];
  },
} as const satisfies Partial<Readonly<Record<Place, Steps>>>;

/** As `requireStandingApproval` does. */
const stands = ({ state }: Rotation): boolean =>
  'decision' in state && state.decision !== undefined && !['rejected', 'failed', 'uncertain'].includes(state.status);

const holds = ({ stored }: World, version: string): boolean => stored.some(({ id }) => id === version);

/** What is labelled AWSCURRENT; empty before the first promotion. */
const currentOf = ({ stored }: World): string => stored.find(({ label }) => label === 'current')?.id ?? '';

/** AWSCURRENT moves; what was pending before is settled too. */
function promoted(world: World, version: string): World {
  const place = world.stored.findIndex(({ id }) => id === version);
  const stored = world.stored.map((each, i): Version => {
    if (i === place) return { ...each, label: 'current' };
    return i < place ? { ...each, label: 'none' } : each;
  });
  return { ...world, stored };
}

/** Applied and told; told, and nothing happened; refused; nobody knows, now or later. */
function patched(world: World, execution: Execution, behaviour: Behaviour): Result[] {
  const { version, fresh = false, first = false, retries } = execution;
  if (version === undefined) throw new Error('R5: a request whose attempt is not on record');
  const after = applied(world, version);
  return [
    at(after, 'reset.record', retries, { fresh }),
    at(world, 'reset.record', retries, { fresh }),
    ...(behaviour.mayWithdraw(first) ? [at(world, 'reset.withdraw', retries, { fresh })] : []),
    ...failed(after, execution),
    ...failed(world, execution),
    ...failed({ ...world, inFlight: [...world.inFlight, version] }, execution),
  ];
}

const endings: Readonly<Record<'expired' | 'error', Ending>> = {
  expired: { kind: 'expired' },
  error: { kind: 'error', reason: 'e' },
};

/** As `recordOutcome` does; who records an uncertain outcome, or finds it recorded, has the directory polled for it. */
function closed(world: World, execution: Execution, behaviour: Behaviour): Result[] {
  const { row } = world;
  const { ending, retries } = execution;
  if (row.closed && hasEnded(row)) return [outcomeOf(world, row, retries)];
  try {
    const to = { ...conclude(row, ending === undefined ? undefined : endings[ending]), closed: true };
    const counts = { ...world.counts, closings: world.counts.closings + (row.closed ? 0 : 1) };
    const locked = world.locked && !behaviour.freesAccount(to.state.status);
    return [outcomeOf({ ...changed(world, to), counts, locked }, to, retries)];
  } catch (error) {
    if (!(error instanceof AlreadyDecided)) throw error;
    return [at(world, 'stage', retries)];
  }
}
