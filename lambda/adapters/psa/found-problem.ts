import type { TicketFinding } from '../../ports/tickets.ts';

export type Problem = NonNullable<TicketFinding['problem']>;

/**
 * One thing that `doctor` looks at. What cannot be looked at is a problem of its own, and the rest is looked at all the same.
 *
 * @param look  gives what is wrong
 * @param nextAfter  what to do when looking failed
 */
export async function finding(
  what: string,
  look: () => Promise<Problem | undefined>,
  nextAfter: (error: unknown) => string,
): Promise<TicketFinding> {
  try {
    const problem = await look();
    return problem === undefined ? { what } : { what, problem };
  } catch (error) {
    return { what, problem: { is: error instanceof Error ? error.message : 'it failed', next: nextAfter(error) } };
  }
}

/** Names of the instance are compared without regard to capitals and blanks around them. */
export const sameName = (one: string | null | undefined, other: string): boolean =>
  one?.trim().toLowerCase() === other.trim().toLowerCase();
