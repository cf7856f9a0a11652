/** For one call: a vault that answers at all does so sooner. */
const LONGEST_CALL_MS = 15_000;
/** For all calls of one write: whoever waits for it has 80 s (`write-vault`), and what is sent later than that would be sent beside the next try. */
const LONGEST_WRITE_MS = 75_000;

/**
 * Begins the time of one write.
 *
 * @returns gives the time limit of the next call, in ms
 * @throws {Error} by what it returns: the time is over, and nothing more may be sent
 */
export function vaultDeadline(vault: string, now: () => Date): () => number {
  const end = now().getTime() + LONGEST_WRITE_MS;
  return () => {
    const left = end - now().getTime();
    if (left <= 0) throw new Error(`${vault} did not answer in time`);
    return Math.min(left, LONGEST_CALL_MS);
  };
}
