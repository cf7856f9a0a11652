/** Enough to be quick, few enough for the connections of one AWS client and for the limits of the systems behind it. */
const AT_ONCE = 10;

/**
 * Calls `work` for each item, with a limited number of calls at the same time.
 *
 * After the first error no further call begins, and the error is thrown once all running calls have ended, so that none still runs
 * when the caller goes on. Later errors are dropped. Work whose failure must not stop the rest catches its own errors.
 *
 * @param atOnce  calls at the same time; 10 if left out
 * @returns the results in the order of the items
 */
export async function mapConcurrently<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
  atOnce = AT_ONCE,
): Promise<Result[]> {
  const results: Result[] = [];
  const failures: unknown[] = [];
  const open = items.entries();
  const worker = async () => {
    for (const [index, item] of open) {
      if (failures.length > 0) return;
      try {
        results[index] = await work(item);
      } catch (error) {
        failures.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker));
  if (failures.length > 0) throw failures[0];
  return results;
}
