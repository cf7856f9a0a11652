import { sentenceOf } from './sentence-of.ts';

/** What a check says that refuses by throwing; nothing where it passes. */
export function saidBy(check: () => unknown): readonly string[] {
  try {
    check();
    return [];
  } catch (error) {
    return [sentenceOf(error)];
  }
}

/**
 * Refuses a command for all that is wrong with it, so that nobody mends one thing after the other.
 * @throws with a line for each problem, where there is one
 */
export function refuseFor(problems: readonly string[]): void {
  if (problems.length > 0) throw new Error(problems.join('\n'));
}
