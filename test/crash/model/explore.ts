import { behaviourWith, type Mistake } from './behaviour.ts';
import { canonical, keyOf } from './canonical.ts';
import { next } from './next.ts';
import type { World } from './world.ts';

export interface Explored {
  readonly states: number;
  /** In how many worlds the rotation was closed, by how it had ended. */
  readonly ends: ReadonlyMap<string, number>;
  /** The first world found that breaks a rule, by a shortest way, and how; `undefined`: none does. */
  readonly broken: { readonly rule: string; readonly world: World } | undefined;
}

/** Visits every world that can be reached. */
export function explore(first: World, rule: (world: World) => string | undefined, mistake?: Mistake): Explored {
  const behaviour = behaviourWith(mistake);
  const begin = canonical(first);
  const seen = new Set([keyOf(begin)]);
  const ends = new Map<string, number>();
  let open = [begin];
  while (open.length > 0) {
    const found: World[] = [];
    for (const world of open) {
      const broken = rule(world);
      if (broken !== undefined) return { states: seen.size, ends, broken: { rule: broken, world } };
      if (world.row.closed) ends.set(world.row.state.status, (ends.get(world.row.state.status) ?? 0) + 1);
      for (const each of next(world, behaviour)) {
        const to = canonical(each);
        const key = keyOf(to);
        if (seen.has(key)) continue;
        seen.add(key);
        found.push(to);
      }
    }
    open = found;
  }
  return { states: seen.size, ends, broken: undefined };
}
