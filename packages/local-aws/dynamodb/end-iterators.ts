import type { Store } from 'dynalite/db/index.js';

/**
 * Ends the iterator of each query and scan with its stream. dynalite calls `return`, which iterators of `abstract-level` do not have, so that
 * all of them stay open: each keeps its snapshot, and so LevelDB keeps in memory and on disk every version of every row since.
 */
export function endIterators(db: Store['db']): void {
  for (const kind of ['keys', 'values'] as const) {
    const made = db[kind].bind(db);
    db[kind] = (range) => {
      const iterator = made(range);
      iterator.return = () => iterator.close();
      return iterator;
    };
  }
}
