/**
 * Does the same for each of a list, with at most so many under way.
 *
 * @returns the results in the order of the list
 */
export async function atMost<T, R>(most: number, list: readonly T[], work: (each: T) => Promise<R>): Promise<R[]> {
  const results = new Map<number, R>();
  const open = list.entries();
  const worker = async () => {
    for (const [index, each] of open) results.set(index, await work(each));
  };
  await Promise.all(Array.from({ length: Math.min(most, list.length) }, worker));
  return [...results].sort(([a], [b]) => a - b).map(([, result]) => result);
}
