/** The parts of dynalite that are called in this process, without its HTTP server. */
declare module 'dynalite/db/index.js' {
  export interface SubDatabase {
    lock(key: string, work: (release: (callback: Done) => Done) => void): void;
    get(key: string, done: Done): void;
    put(key: string, value: unknown, done: Done): void;
    del(key: string, done: Done): void;
  }
  type Done = (error: unknown, value?: unknown) => void;
  interface Range {
    readonly gte: string;
    readonly lt: string;
  }
  export type Operation =
    | { readonly type: 'put'; readonly key: string; readonly value: unknown }
    | { readonly type: 'del'; readonly key: string };
  /** What dynalite reads a range by; its streams end one by `return`, where it has that. */
  export interface RangeIterator {
    close(): Promise<void>;
    return?: () => Promise<void>;
  }
  export interface Store {
    readonly options: object;
    readonly db: {
      open(): Promise<void>;
      close(): Promise<void>;
      get(key: string, done?: Done): Promise<unknown>;
      put(key: string, value: unknown): Promise<void>;
      /** All of them, or none. */
      batch(operations: readonly Operation[]): Promise<void>;
      iterator(range: Range): AsyncIterable<[string, unknown]>;
      keys(range?: object): RangeIterator;
      values(range?: object): RangeIterator;
    };
    readonly tableDb: SubDatabase;
    getTable(name: string, ...rest: readonly unknown[]): void;
    getItemDb(name: string): SubDatabase;
    getIndexDb(kind: string, table: string, index: string): SubDatabase;
  }
  const database: { create(options: { readonly path: string }): Store };
  export default database;
}

declare module 'dynalite/validations/index.js' {
  import type { Store } from 'dynalite/db/index.js';

  const validations: {
    checkTypes(data: object, types: object): object;
    checkValidations(data: object, types: object, custom: unknown, store: Store): void;
  };
  export default validations;
}

declare module 'dynalite/validations/*.js' {
  const validation: { readonly types: object; readonly custom?: unknown };
  export default validation;
}

declare module 'dynalite/actions/*.js' {
  import type { Store } from 'dynalite/db/index.js';

  const action: (store: Store, data: object, done: (error: unknown, answer?: unknown) => void) => void;
  export default action;
}
