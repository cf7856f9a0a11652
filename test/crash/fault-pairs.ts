import { actorOf } from './campaign.ts';
import type { Kind, Plan, Point } from './fault-plan.ts';
import type { Moment } from './moments.ts';

/** Two faults of one rotation, in the order in which they happen. */
export type Pair = readonly [Point, Point];

/**
 * Every pair of points that can both happen in one rotation: the second comes after the first, or the function that met the first
 * is run again and comes to the second, which may be the first once more.
 *
 * @param points  in the order in which a rotation comes to them
 */
export function pairsOf(points: readonly Point[]): Pair[] {
  return points.flatMap((first, i) =>
    points
      .filter((second, j) => j > i || second.label === first.label || actorOf(second) === actorOf(first))
      .map((second): Pair => [first, second]),
  );
}

/** A part of the pairs that has some of everything: every `of`-th one. */
export const partOf = (pairs: readonly Pair[], { part, of }: { readonly part: number; readonly of: number }): Pair[] =>
  pairs.filter((_, i) => i % of === part - 1);

/** Each rotation meets one pair of faults, given out in turn. */
export class OnePairEach implements Plan {
  /** What each rotation met, by tenant id. */
  readonly met = new Map<string, Point[]>();
  private readonly chosen = new Map<string, Pair>();
  private readonly open: Pair[];

  constructor(pairs: readonly Pair[]) {
    this.open = [...pairs];
  }

  faultAt({ label, subject }: Moment): Kind | undefined {
    const pair = this.chosen.get(subject) ?? this.open.shift();
    if (pair === undefined) return undefined;
    this.chosen.set(subject, pair);
    const met = this.met.get(subject) ?? [];
    const due = pair[met.length];
    if (due?.label !== label) return undefined;
    this.met.set(subject, [...met, due]);
    return due.kind;
  }

  /** Of how many pairs both faults happened; of the others, the first one made the second impossible, or neither found its call. */
  get complete(): number {
    return [...this.met.values()].filter(({ length }) => length === 2).length;
  }
}
