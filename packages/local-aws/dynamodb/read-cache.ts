import type { Operation, Store } from 'dynalite/db/index.js';

/** How many rows and indexes are kept, the newest: a large estate has more than a machine has memory for. */
const MOST_KEPT = 50_000;

/**
 * Keeps what was read or written, as this process is the only one that writes. Each read of LevelDB goes through the
 * thread pool, every request makes several, and a write waits for the reads of those before it.
 */
export function keepReads(db: Store['db']): void {
  const [get, put, batch] = [db.get.bind(db), db.put.bind(db), db.batch.bind(db)];
  /** JSON, so that nobody changes what others read; `undefined`: there is nothing under that key. */
  const kept = new Map<string, string | undefined>();
  let writes = 0;
  const keep = (key: string, value: string | undefined) => {
    kept.delete(key);
    kept.set(key, value);
    if (kept.size <= MOST_KEPT) return;
    const [oldest] = kept.keys();
    if (oldest !== undefined) kept.delete(oldest);
  };

  const read = async (key: string): Promise<unknown> => {
    if (kept.has(key)) return parsed(kept.get(key));
    const before = writes;
    const value = await get(key);
    // What was written meanwhile may be newer.
    if (before === writes) keep(key, JSON.stringify(value));
    return value;
  };
  const write = async (operations: readonly Operation[], work: () => Promise<void>): Promise<void> => {
    writes += 1;
    try {
      await work();
      for (const each of operations) keep(each.key, each.type === 'put' ? JSON.stringify(each.value) : undefined);
    } catch (error) {
      for (const { key } of operations) kept.delete(key);
      throw error;
    } finally {
      writes += 1;
    }
  };

  db.get = (key, done) => {
    const reading = read(key);
    if (done !== undefined) {
      reading.then(
        (value) => setImmediate(done, null, value),
        (error) => setImmediate(done, error),
      );
    }
    return reading;
  };
  db.put = (key, value) => write([{ type: 'put', key, value }], () => put(key, value));
  db.batch = (operations) => write(operations, () => batch(operations));
}

const parsed = (text: string | undefined): unknown => (text === undefined ? undefined : JSON.parse(text));
