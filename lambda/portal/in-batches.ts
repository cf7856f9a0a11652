/** How many reads or decisions are under way at once: enough to be quick, few enough for the SDK's connections. */
const AT_ONCE = 10;

/** Does something for each item, some at a time; the results keep the items' order. */
export async function inBatches<Item, Result>(
  items: readonly Item[],
  act: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  for (let start = 0; start < items.length; start += AT_ONCE) {
    results.push(...(await Promise.all(items.slice(start, start + AT_ONCE).map(act))));
  }
  return results;
}
