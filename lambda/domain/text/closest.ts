/**
 * The known name that somebody meant who wrote another one: the fewest letters added, left out, changed or swapped, and no more than a third
 * of the name.
 *
 * @returns `undefined`: none is close
 */
export function closest(written: string, known: readonly string[]): string | undefined {
  const most = Math.max(1, Math.floor(written.length / 3));
  const [best] = known
    .map((name) => ({ name, steps: distance(written.toLowerCase(), name.toLowerCase()) }))
    .filter(({ steps }) => steps <= most)
    .toSorted((one, other) => one.steps - other.steps);
  return best?.name;
}

/** `; did you mean 'contoso'?`, to be put behind what is wrong; nothing where no known name is close. */
export function didYouMean(written: string, known: readonly string[]): string {
  const meant = closest(written, known);
  return meant === undefined ? '' : `; did you mean '${meant}'?`;
}

/** Optimal string alignment: steps from one text to the other, where swapping two neighbours is one step. */
function distance(from: string, to: string): number {
  let before: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, i) => i);
  for (let i = 1; i <= from.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= to.length; j += 1) {
      const same = from[i - 1] === to[j - 1];
      const steps = [(last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + (same ? 0 : 1)];
      const swapped = i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1];
      row.push(Math.min(...steps, ...(swapped ? [(before[j - 2] ?? 0) + 1] : [])));
    }
    before = last;
    last = row;
  }
  return last.at(-1) ?? 0;
}
