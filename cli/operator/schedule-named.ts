import type { Estate, Schedule } from '../../config/estate.ts';

/** @throws with the schedule that was probably meant, and all that there are */
export function scheduleNamed({ schedules }: Pick<Estate, 'schedules'>, name: string): Schedule {
  const found = schedules.find((each) => each.name === name);
  if (found !== undefined) return found;
  const names = schedules.map((each) => each.name);
  const near = nearest(name, names);
  const meant = near === undefined ? '' : `; did you mean '${near}'?`;
  throw new Error(`the estate has no schedule '${name}'${meant} It has: ${names.join(', ')}`);
}

/** Half of the letters may be wrong. */
function nearest(wanted: string, names: readonly string[]): string | undefined {
  const ranked = names
    .map((name) => ({ name, distance: name.startsWith(wanted) || wanted.startsWith(name) ? 0 : changes(wanted, name) }))
    .toSorted((a, b) => a.distance - b.distance);
  const [best] = ranked;
  return best !== undefined && best.distance <= Math.floor(best.name.length / 2) ? best.name : undefined;
}

/** How many letters must be added, left out or changed. */
function changes(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1];
    for (const [k, other] of [...b].entries()) {
      next.push(Math.min((row[k] ?? 0) + (letter === other ? 0 : 1), (row[k + 1] ?? 0) + 1, (next[k] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
