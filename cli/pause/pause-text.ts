import type { Estate } from '../../config/estate.ts';
import { type Pause, stillOn } from '../../lambda/domain/rotation/pause.ts';
import { printable } from '../../lambda/domain/text/printable.ts';
import { pausedWords } from '../../lambda/usecases/rotation/pausing.ts';

/** One line for each pause that may stop something: what, since when, by whom and why. */
export const pauseLines = (estate: Pick<Estate, 'tenants'>, pauses: readonly Pause[], now: Date): readonly string[] =>
  stillOn(pauses, now).map((each) => pauseLine(estate, each));

function pauseLine(estate: Pick<Estate, 'tenants'>, { scope, since, by, reason }: Pause): string {
  const who = by.kind === 'unknown' ? 'somebody unknown' : by.name;
  return `Paused since ${since}: ${printable(pausedWords(estate, scope))}, by ${printable(who)}: ${printable(reason)}`;
}
