import type { Operation, Store, SubDatabase } from 'dynalite/db/index.js';

/**
 * A store in which dynalite's actions see their own writes, and nobody else does until all of them are committed at once.
 *
 * Keys are made as dynalite makes them, so that they end up where its reads look.
 */
export class Draft implements Pick<Store, 'getItemDb' | 'getIndexDb'> {
  readonly options: Store['options'];
  readonly db: Store['db'];
  readonly tableDb: Store['tableDb'];
  private readonly changes = new Map<string, Operation>();

  /** @param besides  what must be committed together with changes */
  constructor(
    private readonly store: Store,
    private readonly besides: (changes: readonly Operation[]) => Promise<readonly Operation[]>,
  ) {
    this.options = store.options;
    this.db = store.db;
    this.tableDb = store.tableDb;
  }

  getTable(name: string, ...rest: readonly unknown[]): void {
    this.store.getTable(name, ...rest);
  }

  getItemDb(name: string): SubDatabase {
    return this.over(`item-${name}~`, this.store.getItemDb(name));
  }

  getIndexDb(kind: string, table: string, index: string): SubDatabase {
    return this.over(`index-${kind.toLowerCase()}~${table}~${index}~`, this.store.getIndexDb(kind, table, index));
  }

  /** Adds a record of our own to what is committed. */
  put(key: string, value: unknown): void {
    this.changes.set(key, { type: 'put', key, value });
  }

  /** Everything, or after a kill nothing: the rows and their places in indexes. */
  async commit(): Promise<void> {
    if (this.changes.size === 0) return;
    const changes = [...this.changes.values()];
    await this.db.batch([...changes, ...(await this.besides(changes))]);
  }

  private over(prefix: string, below: SubDatabase): SubDatabase {
    return {
      // Whoever writes does so alone: there is nobody to lock out.
      lock: (_, work) => work((callback) => callback),
      get: (key, done) => {
        const change = this.changes.get(prefix + key);
        if (change === undefined) below.get(key, done);
        else queueMicrotask(() => done(null, change.type === 'put' ? change.value : undefined));
      },
      put: (key, value, done) => {
        this.put(prefix + key, value);
        queueMicrotask(() => done(null));
      },
      del: (key, done) => {
        this.changes.set(prefix + key, { type: 'del', key: prefix + key });
        queueMicrotask(() => done(null));
      },
    };
  }
}
