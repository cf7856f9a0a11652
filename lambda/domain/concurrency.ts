/** Enough to be quick, few enough for the connections of one AWS client and for the limits of the systems behind it. */
const AT_ONCE = 10;

/**
 * Does the same for each item, with only so many under way at once.
 *
 * The first error decides: nothing more is begun after it, and it is thrown as soon as all that was under way has ended, so that
 * nothing goes on behind the caller's back. Further errors are dropped. Work whose failure must not stop the rest catches its own.
 *
 * @param atOnce  how many at the most; 10 if left out
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
