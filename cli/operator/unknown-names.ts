import { closest } from '../../lambda/domain/text/closest.ts';
import { firstFew } from '../../lambda/domain/text/first-few.ts';

/** So many names are listed; an estate may have a thousand tenants. */
const LISTED = 20;

/**
 * What is said of names that the estate does not have: those that were probably meant, and those that there are.
 *
 * @param kind  what they were to name
 */
export function unknownNames(
  kind: 'tenant' | 'schedule',
  unknown: readonly string[],
  known: readonly string[],
): string {
  const meant = unknown.flatMap((name) => closest(name, known) ?? []);
  return `the estate has no ${kind} ${quoted(unknown)}${meant.length === 0 ? '.' : `; did you mean ${quoted(meant)}?`} It has: ${firstFew(known, LISTED)}`;
}

const quoted = (names: readonly string[]): string => names.map((name) => `'${name}'`).join(', ');
