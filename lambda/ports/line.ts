/** The line in which approved rotations of the whole estate stand before their passwords are stored. */
export interface StagingLine {
  /**
   * Takes the next place, which is `now` where nobody waits, and never further away than `LONGEST_MS`. A place that is taken twice for one rotation costs a moment's room, and nothing
   * else: no state of a rotation depends on it.
   */
  take(now: Date): Promise<Date>;
}
