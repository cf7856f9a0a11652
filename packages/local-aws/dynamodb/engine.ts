import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Clock } from '@m365-rotation/loopback';
import database, { type Operation, type Store } from 'dynalite/db/index.js';
import * as z from 'zod';
import type { JsonObject } from '../service.ts';
import type { KeyAttribute, TableDeclaration } from '../template/declarations.ts';
import { type EngineAction, type Prepared, prepare } from './actions.ts';
import { Draft } from './draft.ts';
import { endIterators } from './end-iterators.ts';
import { keepReads } from './read-cache.ts';
import { Streams } from './streams.ts';

/**
 * The tables, kept by `dynalite` in its LevelDB. It is called in this process and not over HTTP: so several writes can be
 * committed as one batch, which LevelDB does wholly or not at all, also when the process is killed.
 */
export class Engine {
  private last: Promise<unknown> = Promise.resolve();
  /** Reads under way: dynalite works on in its own turns of the event loop, where a closed store would throw past everybody. */
  private readonly reads = new Set<Promise<unknown>>();
  private closed = false;
  /** Write request units so far, as DynamoDB bills them. */
  writeUnits = 0;

  private constructor(
    private readonly store: Store,
    readonly streams: Streams,
    private readonly clock: Pick<Clock, 'now'>,
  ) {}

  /**
   * Opens the tables in a folder, and makes those that are new.
   *
   * @throws {Error} if a table that is there already has other keys or indexes than the template says
   */
  static async open(folder: string, tables: readonly TableDeclaration[], clock: Pick<Clock, 'now'>): Promise<Engine> {
    const store = database.create({ path: join(folder, 'tables') });
    await store.db.open();
    endIterators(store.db);
    keepReads(store.db);
    const engine = new Engine(store, new Streams(store, tables, clock), clock);
    try {
      await engine.streams.open();
      for (const table of tables) await engine.makeTable(table);
    } catch (error) {
      await engine.close();
      throw error;
    }
    return engine;
  }

  /** Checks a request's form, and gives what carries it out. */
  prepare(action: EngineAction, input: JsonObject): Prepared {
    return prepare(action, input, this.store);
  }

  /** A read needs no turn: it sees what is committed. */
  async read(action: EngineAction, input: JsonObject): Promise<JsonObject> {
    if (this.closed) throw new Error('the tables are closed');
    const read = this.prepare(action, input)(this.store);
    this.reads.add(read);
    try {
      return await read;
    } finally {
      this.reads.delete(read);
    }
  }

  /** Carries out one write. Rows and indexes change together. */
  async write(action: EngineAction, input: JsonObject): Promise<JsonObject> {
    const prepared = this.prepare(action, input);
    return this.alone(async (draft) => {
      const answer = await prepared(draft);
      await draft.commit();
      return answer;
    });
  }

  /** Does work during which nobody else writes. What it drafts is lost unless it commits. A transaction's writes count twice. */
  async alone<T>(work: (draft: Draft) => Promise<T>, unitsOfEach: 1 | 2 = 1): Promise<T> {
    if (this.closed) throw new Error('the tables are closed');
    const turn = this.last.then(() => work(this.draft(unitsOfEach)));
    this.last = turn.catch(() => undefined);
    return turn;
  }

  draft(unitsOfEach: 1 | 2 = 1): Draft {
    return new Draft(this.store, (changes) => {
      for (const each of changes) this.writeUnits += unitsOf(each, unitsOfEach);
      return this.streams.recordsOf(changes);
    });
  }

  /** When a table was made, in milliseconds since 1970. */
  async createdAt(name: string): Promise<number> {
    const { CreationDateTime } = z.object({ CreationDateTime: z.number() }).parse(await this.record(`table~${name}`));
    return CreationDateTime * 1000;
  }

  /** Our own records, beside the tables. @returns `undefined` if there is none */
  async record(key: string): Promise<unknown> {
    return this.store.db.get(key);
  }

  /** Removes those of our own records that begin with a prefix and are told to be removable. */
  async sweep(prefix: string, removable: (value: unknown, key: string) => boolean): Promise<void> {
    const old: string[] = [];
    for await (const [key, value] of this.store.db.iterator({ gte: prefix, lt: `${prefix}\u00ff` })) {
      if (removable(value, key)) old.push(key);
    }
    await this.store.db.batch(old.map((key) => ({ type: 'del', key })));
  }

  /** Ends when what was begun is written and read. */
  async close(): Promise<void> {
    for (let last: unknown; last !== this.last; await last) last = this.last;
    this.closed = true;
    await Promise.allSettled(this.reads);
    await this.store.db.close();
  }

  private async makeTable(table: TableDeclaration): Promise<void> {
    const shape = shapeOf(table);
    const key = `table~${table.name}`;
    const stored = shapeSchema.optional().parse(await this.store.db.get(key));
    if (stored === undefined) {
      const described = { ...shape, TableArn: table.arn, TableId: idOf(table), TableStatus: 'ACTIVE' };
      const more = { BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' }, ItemCount: 0, TableSizeBytes: 0 };
      return this.store.db.put(key, { ...described, ...more, CreationDateTime: this.clock.now().getTime() / 1000 });
    }
    if (JSON.stringify(shapeSchema.parse(shape)) !== JSON.stringify(stored)) {
      throw new Error(`the stored table ${table.name} has other keys or indexes than the template: use another folder`);
    }
  }
}

/** One for each KB that is begun, of a row and of its places in indexes; transactions double those of rows alone. */
function unitsOf(change: Operation, unitsOfEach: 1 | 2): number {
  const isRow = change.key.startsWith('item-');
  if (!isRow && !change.key.startsWith('index-')) return 0;
  const bytes = change.type === 'put' ? JSON.stringify(change.value).length : 1;
  return Math.ceil(bytes / 1024) * (isRow ? unitsOfEach : 1);
}

const keys = z.array(z.object({ AttributeName: z.string(), KeyType: z.string() }));
const indexes = z.array(
  z.object({
    IndexName: z.string(),
    KeySchema: keys,
    Projection: z.object({ ProjectionType: z.string(), NonKeyAttributes: z.array(z.string()).optional() }),
  }),
);
/** What of a table cannot change once it has rows. */
const shapeSchema = z.object({
  TableName: z.string(),
  AttributeDefinitions: z.array(z.object({ AttributeName: z.string(), AttributeType: z.string() })),
  KeySchema: keys,
  GlobalSecondaryIndexes: indexes.optional(),
});

function shapeOf(table: TableDeclaration) {
  const keyed = [table, ...table.indexes].flatMap(({ partitionKey, sortKey }) => [partitionKey, sortKey]);
  const attributes = new Map(keyed.flatMap((each) => (each === undefined ? [] : [[each.name, each.type]])));
  const globalIndexes = table.indexes.map((index) => ({
    IndexName: index.name,
    IndexArn: `${table.arn}/index/${index.name}`,
    IndexStatus: 'ACTIVE',
    KeySchema: keySchema(index),
    Projection: {
      ProjectionType: index.projection,
      ...(index.nonKeyAttributes.length === 0 ? {} : { NonKeyAttributes: index.nonKeyAttributes }),
    },
  }));
  return {
    TableName: table.name,
    AttributeDefinitions: [...attributes].map(([AttributeName, AttributeType]) => ({ AttributeName, AttributeType })),
    KeySchema: keySchema(table),
    ...(globalIndexes.length === 0 ? {} : { GlobalSecondaryIndexes: globalIndexes }),
  };
}

const keySchema = ({
  partitionKey,
  sortKey,
}: {
  readonly partitionKey: KeyAttribute;
  readonly sortKey?: KeyAttribute;
}) => [
  { AttributeName: partitionKey.name, KeyType: 'HASH' },
  ...(sortKey === undefined ? [] : [{ AttributeName: sortKey.name, KeyType: 'RANGE' }]),
];

/** A UUID that the export names too. */
export const idOf = ({ arn }: TableDeclaration): string =>
  createHash('sha256')
    .update(arn)
    .digest('hex')
    .replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, '$1-$2-4$3-a$4-$5');
