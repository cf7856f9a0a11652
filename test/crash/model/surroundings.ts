import { approve, approveFirst, reject, takeBack, takeBackRetried } from '../../../lambda/domain/rotation/protocol.ts';
import { isIn } from '../../../lambda/domain/rotation/rotation.ts';
import type { Behaviour } from './behaviour.ts';
import { type Act, applied, changed, mayArrive, voteOf, type World } from './world.ts';

/** What happens around the executions: technicians decide and take back what they decided, late requests arrive, somebody changes the password by hand. */
export const surroundings = (world: World, behaviour: Behaviour): readonly World[] => [
  ...decisions(world, behaviour),
  ...arrivals(world),
  ...changesByHand(world),
];

/** Long after anything that was sent could take effect. */
export const MUCH_LATER = 3_600;

function decisions(world: World, behaviour: Behaviour): World[] {
  return world.people.flatMap((act, i): World[] => {
    const done = (after: World) => [withAct(after, i, { ...act, state: 'done' })];
    if (act.state === 'done') return [];
    if (act.does === 'withdraw') return behaviour.mayTakeBack(world.row) ? done(takenBack(world)) : [];
    // A form that was opened in time is sent later: it counts only if the row waits for a decision, whatever happened in between.
    if (!isIn(world.row, 'awaiting-approval')) return [withAct(world, i, { ...act, state: 'done' })];
    return act.state === 'waits'
      ? [withAct(world, i, { ...act, state: 'read' })]
      : done(decided(world, act, behaviour));
  });
}

const withAct = (world: World, i: number, act: Act): World => ({ ...world, people: world.people.with(i, act) });

/** As `decideRotation` does. */
function decided(world: World, { does, by }: Act, behaviour: Behaviour): World {
  const { row, persons, votes } = world;
  if (!isIn(row, 'awaiting-approval')) return world;
  const vote = voteOf(by);
  const counts = { ...world.counts, decisions: world.counts.decisions + 1 };
  if (does === 'reject') return { ...changed(world, reject(row, vote)), counts };
  const { first } = row.state;
  if (first === undefined && persons === 2)
    return { ...changed(world, approveFirst(row, vote)), votes: [...votes, by] };
  if (first !== undefined && !behaviour.isSecond(first, vote)) return world;
  const decision = first === undefined ? vote : { ...first, second: vote };
  return { ...changed(world, approve(row, decision)), counts, votes: [...votes, by] };
}

/** As `withdrawDecision` does: the account lock stays, but where the rotation had been closed before. */
function takenBack(world: World): World {
  const { row } = world;
  const decisions = world.counts.decisions - (isIn(row, 'awaiting-approval') ? 0 : 1);
  const after = { ...world, votes: [], counts: { ...world.counts, decisions } };
  const { state } = row;
  const approved =
    'decision' in state && state.decision !== undefined
      ? { ...row, state: { status: 'approved' as const, decision: state.decision } }
      : row;
  if (row.closed && isIn(approved, 'approved')) return { ...changed(after, takeBackRetried(approved)), locked: false };
  return isIn(approved, 'approved', 'awaiting-approval') ? changed(after, takeBack(approved)) : world;
}

/** A request whose sender is gone takes effect, or never does. */
function arrivals(world: World): World[] {
  return world.inFlight.flatMap((password, i) => {
    const inFlight = world.inFlight.toSpliced(i, 1);
    return [
      { ...applied(world, password), inFlight },
      { ...world, inFlight },
    ];
  });
}

/** Somebody who cannot wait, long after the last attempt. */
function changesByHand(world: World): World[] {
  if (world.byHand === 'done' || !isIn(world.row, 'uncertain') || mayArrive(world)) return [];
  const at = world.clock + MUCH_LATER;
  return [{ ...world, clock: at, byHand: 'done', directory: { password: 'by-hand', at, before: at } }];
}
