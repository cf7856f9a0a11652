import {
  changeSince,
  confirm,
  dismiss,
  prove,
  reopen,
  stayUncertain,
} from '../../../lambda/domain/rotation/protocol.ts';
import { hasEnded, isIn, type Rotation } from '../../../lambda/domain/rotation/rotation.ts';
import type { Behaviour } from './behaviour.ts';
import { at, ended, type Result, type Steps } from './steps.ts';
import { MUCH_LATER } from './surroundings.ts';
import { changed, type Execution, instantOf, type Place, shownBy, type World } from './world.ts';

/** SettleUncertain and Reopening. Both hand the account to AccountRotation, which finds where the row is. */
export const settlingSteps = {
  /** Settles it, finds nothing yet and polls again later, or learns that somebody else was there. Settles once. */
  poll: (world, { retries, n = 0 }, behaviour) => {
    const { row } = world;
    if ((row.run ?? 0) > n) return [ended(world)];
    if (isIn(row, 'proven')) return [at(world, 'stage', retries)];
    if (!isIn(row, 'uncertain')) return [ended(world)];
    return shownBy(world).map((shown) => {
      const change = changeSince(row.state, instantOf(shown));
      if (change === 'none') return at(world, 'poll', retries, { n });
      return behaviour.isOurs(change)
        ? at(changed(world, prove(row, instantOf(shown))), 'stage', retries)
        : at(changed(world, stayUncertain(row, 'somebody else')), 'outcome', retries);
    });
  },

  reopen: (world, { wish, n, retries }) => {
    const times = world.row.reopened ?? 0;
    if (n !== undefined && times === n) return [afterReopening(world, wish, retries)];
    if (n !== undefined && times > n) return [ended(world)];
    // The command sees that there is nothing to reopen yet; later on the function refuses.
    if (!(world.row.closed && hasEnded(world.row))) return n === undefined ? [] : [ended(world)];
    return [at(world, 'reopen.record', retries, { n: n ?? times + 1, ...(wish && { wish }) })];
  },
  'reopen.record': (world, execution, behaviour) => {
    const { wish, n = 0, retries } = execution;
    if ((world.row.reopened ?? 0) !== n - 1) return [at(world, 'reopen', retries, { n, ...(wish && { wish }) })];
    return reopened(world, execution, behaviour);
  },
} as const satisfies Partial<Readonly<Record<Place, Steps>>>;

const afterReopening = (world: World, wish: Execution['wish'], retries: number): Result =>
  wish === 'retry' || wish === 'works-new' ? at(world, 'stage', retries) : ended(world);

/** What a person wants, as `reopening` allows it: the old password is believed once nothing can take effect any more. */
function reopened(world: World, { wish, retries }: Execution, behaviour: Behaviour): Result[] {
  const { row } = world;
  const { password } = world.directory;
  const to = (rotation: Rotation) => [afterReopening(changed(world, rotation), wish, retries)];
  if (isIn(row, 'failed') && wish === 'retry' && row.state.decision !== undefined) {
    return to(reopen(row, row.state.decision));
  }
  if (!isIn(row, 'uncertain')) return [ended(world)];
  switch (wish) {
    case 'retry':
      return to(behaviour.tryAgain(row));
    case 'works-new':
      return password === row.state.versionId ? to(confirm(row)) : [ended(world)];
    case 'works-old':
    case 'wrong-old': {
      if (!behaviour.believesOld(world)) return [];
      if (wish === 'works-old' && password !== 'old') return [ended(world)];
      const after = changed(world, dismiss(row, 'r'));
      const misled = world.misled || password !== 'old';
      return [ended({ ...after, clock: after.clock + MUCH_LATER, locked: false, misled })];
    }
    case undefined:
      return [ended(world)];
  }
}
