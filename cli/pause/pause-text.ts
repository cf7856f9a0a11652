import type { Estate } from '../../config/estate.ts';
import type { Pause } from '../../lambda/domain/rotation/pause.ts';
import { printable } from '../../lambda/domain/text/printable.ts';
import { pausedWords } from '../../lambda/usecases/rotation/pausing.ts';

/** One line for a pause that is on: what, since when, by whom and why. */
export function pauseLine(estate: Pick<Estate, 'tenants'>, { scope, since, by, reason }: Pause): string {
  const who = by.kind === 'unknown' ? 'somebody unknown' : by.name;
  return `Paused since ${since}: ${printable(pausedWords(estate, scope))}, by ${printable(who)}: ${printable(reason)}`;
}
