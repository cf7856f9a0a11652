import { approve, reject } from '../../../lambda/domain/rotation/protocol.ts';
import { isIn } from '../../../lambda/domain/rotation/rotation.ts';
import { applied, changed, decision, mayArrive, type Person, type World } from './world.ts';

/** What happens around the executions: technicians decide, late requests arrive, somebody changes the password by hand. */
export const surroundings = (world: World): readonly World[] => [
  ...decisions(world),
  ...arrivals(world),
  ...changesByHand(world),
];

/** Long after anything that was sent could take effect. */
export const MUCH_LATER = 3_600;

function decisions(world: World): World[] {
  return ([0, 1] as const).flatMap((i): World[] => {
    const state = world.people[i];
    if (state === 'done') return [];
    // A form that was opened in time is sent later: it counts only if nothing has happened to the row, which left this state.
    const { row } = world;
    if (!isIn(row, 'awaiting-approval')) return [person(world, i, 'done')];
    if (state === 'waits') return [person(world, i, 'read')];
    const decided = changed(world, i === 0 ? approve(row, decision) : reject(row, decision));
    const counts = { ...world.counts, decisions: world.counts.decisions + 1 };
    return [person({ ...decided, counts, approved: world.approved || i === 0 }, i, 'done')];
  });
}

const person = (world: World, i: 0 | 1, to: Person): World => ({
  ...world,
  people: i === 0 ? [to, world.people[1]] : [world.people[0], to],
});

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
