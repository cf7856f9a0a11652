/**
 * Approved rotations stand in line for Secrets Manager, which takes 50 writes of versions and labels per second in an account and Region,
 * and nobody can raise that: two per rotation, so 25 rotations. Without a line, 50,000 that are approved within a minute would ask again
 * and again for half an hour.
 *
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_limits.html
 */

/** From one place in line to the next, in ms: 24 rotations in a second, which leaves room for labels of what was given up. */
export const PLACE_MS = 42;

/** Who comes so soon, in ms, goes on at once: Secrets Manager takes a second's worth together. */
export const AT_ONCE_MS = 1_000;

/**
 * No place is further away, in ms: 85,000 rotations. A row that tells of one was written by a clock that was wrong, and the line begins
 * anew: a wrong clock must hold up nobody for longer.
 */
export const LONGEST_MS = 3_600_000;

/** When a rotation goes on; `undefined`: at once. */
export const goesOnAt = (place: Date, now: Date): Date | undefined =>
  place.getTime() - now.getTime() <= AT_ONCE_MS ? undefined : place;
