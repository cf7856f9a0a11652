import { randomUUID } from 'node:crypto';
import type { Clock } from '@m365-rotation/loopback';
import type { Operation, Store } from 'dynalite/db/index.js';
import * as z from 'zod';
import { inputOf } from '../input.ts';
import { AwsError, type JsonObject, type Service } from '../service.ts';
import type { TableDeclaration } from '../template/declarations.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
/** How long DynamoDB keeps the records of a stream. */
const KEPT_MS = DAY_MS;
/** How long it knows what changed, where a table can be recovered to a point in time. */
const RECOVERABLE_MS = 35 * DAY_MS;
/** All records of a table are in one shard: whoever reads gets them in the order in which they were committed. */
const SHARD = 'shardId-00000000000000000000-00000000';
/** Sequence numbers sort as texts. */
const DIGITS = 21;

const item = z.record(z.string(), z.unknown());
const stored = z.object({
  eventId: z.string(),
  eventName: z.enum(['INSERT', 'MODIFY', 'REMOVE']),
  at: z.number(),
  keys: item,
  newImage: item.optional(),
  oldImage: item.optional(),
});
type Stored = z.output<typeof stored>;

/** One change of a row. */
export interface TableChange {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly keys: JsonObject;
  /** Left out: the row was removed. */
  readonly newImage?: JsonObject | undefined;
  /** Left out: the row was added. */
  readonly oldImage?: JsonObject | undefined;
}

const prefixOf = (table: string) => `stream~${table}~`;
const lastKeyOf = (table: string) => `stream-last~${table}`;

/**
 * The streams of the tables that declare one. A record is part of the commit that it tells of: after a kill there are both, or neither.
 * A write that changes nothing leaves no record.
 */
export class Streams {
  private readonly last = new Map<string, number>();

  constructor(
    private readonly store: Store,
    private readonly tables: readonly TableDeclaration[],
    private readonly clock: Pick<Clock, 'now'>,
  ) {}

  private get streamed(): readonly TableDeclaration[] {
    return this.tables.filter(({ stream }) => stream !== undefined);
  }

  /** Finds where each stream ended, and forgets what nobody can ask for any more. */
  async open(): Promise<void> {
    for (const { name, pointInTimeRecovery } of this.streamed) {
      const keptMs = pointInTimeRecovery ? RECOVERABLE_MS : KEPT_MS;
      this.last.set(
        name,
        z
          .number()
          .default(0)
          .parse(await this.store.db.get(lastKeyOf(name))),
      );
      const old: Operation[] = [];
      for await (const [key, value] of this.store.db.iterator({ gte: prefixOf(name), lt: `${prefixOf(name)}\u00ff` })) {
        if (stored.parse(value).at < this.clock.now().getTime() - keptMs) old.push({ type: 'del', key });
      }
      await this.store.db.batch(old);
    }
  }

  /** Whether `changesOf` can tell what was changed in a table. */
  tellsChangesOf({ pointInTimeRecovery, stream }: TableDeclaration): boolean {
    return pointInTimeRecovery && stream?.view === 'NEW_AND_OLD_IMAGES';
  }

  /** What was changed in a table from one instant on and before another one, in order. Instants are ms since 1970. */
  async *changesOf(table: TableDeclaration, from: number, to: number): AsyncGenerator<TableChange> {
    const all = { gte: prefixOf(table.name), lt: `${prefixOf(table.name)}\u00ff` };
    for await (const [, value] of this.store.db.iterator(all)) {
      const { at, keys, newImage, oldImage } = stored.parse(value);
      if (at >= from && at < to) yield { at, keys, newImage, oldImage };
    }
  }

  /** What must be committed together with these changes. */
  async recordsOf(changes: readonly Operation[]): Promise<readonly Operation[]> {
    const records: Operation[] = [];
    for (const table of this.streamed) {
      const { name } = table;
      const prefix = `item-${name}~`;
      let last = this.last.get(name) ?? 0;
      for (const change of changes) {
        if (!change.key.startsWith(prefix)) continue;
        const oldImage = await this.itemAt(name, change.key.slice(prefix.length));
        const newImage = change.type === 'put' ? item.parse(change.value) : undefined;
        const record = this.recordOf(table, oldImage, newImage);
        if (record === undefined) continue;
        last += 1;
        records.push({ type: 'put', key: `${prefixOf(name)}${numbered(last)}`, value: record });
      }
      if (last === (this.last.get(name) ?? 0)) continue;
      // Who writes does so alone: a number that is lost with its commit leaves a gap, as AWS's numbers have.
      this.last.set(name, last);
      records.push({ type: 'put', key: lastKeyOf(name), value: last });
    }
    return records;
  }

  private recordOf(table: TableDeclaration, oldImage?: JsonObject, newImage?: JsonObject): Stored | undefined {
    if (JSON.stringify(oldImage) === JSON.stringify(newImage)) return undefined;
    const { partitionKey, sortKey, stream } = table;
    const row = newImage ?? oldImage ?? {};
    const names = [partitionKey.name, ...(sortKey === undefined ? [] : [sortKey.name])];
    const shows = (which: 'NEW' | 'OLD') => stream?.view === `${which}_IMAGE` || stream?.view === 'NEW_AND_OLD_IMAGES';
    return {
      eventId: randomUUID().replaceAll('-', ''),
      eventName: oldImage === undefined ? 'INSERT' : newImage === undefined ? 'REMOVE' : 'MODIFY',
      at: this.clock.now().getTime(),
      keys: Object.fromEntries(names.map((each) => [each, row[each]])),
      ...(newImage !== undefined && shows('NEW') ? { newImage } : {}),
      ...(oldImage !== undefined && shows('OLD') ? { oldImage } : {}),
    };
  }

  private itemAt(table: string, key: string): Promise<JsonObject | undefined> {
    return new Promise((resolve, reject) => {
      this.store.getItemDb(table).get(key, (error, value) => {
        if (value !== undefined) resolve(item.parse(value));
        else if (error === null || error === undefined || isNotFound(error)) resolve(undefined);
        else reject(error);
      });
    });
  }

  readonly actions: Service['actions'] = {
    ListStreams: async (input) => {
      const { TableName } = inputOf(inputs.ListStreams, input);
      const found = this.streamed.filter(({ name }) => TableName === undefined || name === TableName);
      return { Streams: found.map(({ name, stream }) => ({ TableName: name, StreamArn: stream?.arn })) };
    },

    DescribeStream: async (input) => {
      const { name, stream } = this.byArn(inputOf(inputs.DescribeStream, input).StreamArn);
      return {
        StreamDescription: {
          StreamArn: stream?.arn,
          StreamStatus: 'ENABLED',
          StreamViewType: stream?.view,
          TableName: name,
          Shards: [{ ShardId: SHARD, SequenceNumberRange: { StartingSequenceNumber: numbered(1) } }],
        },
      };
    },

    GetShardIterator: async (input) => {
      const wanted = inputOf(inputs.GetShardIterator, input);
      const { name } = this.byArn(wanted.StreamArn);
      const after = {
        TRIM_HORIZON: () => numbered(0),
        LATEST: () => numbered(this.last.get(name) ?? 0),
        AFTER_SEQUENCE_NUMBER: () => wanted.SequenceNumber ?? '',
      }[wanted.ShardIteratorType]();
      if (!/^\d{21}$/.test(after)) throw new AwsError('ValidationException', 'A sequence number is needed');
      return { ShardIterator: `${wanted.StreamArn}|${after}` };
    },

    GetRecords: async (input) => {
      const { ShardIterator, Limit } = inputOf(inputs.GetRecords, input);
      const [arn = '', after = ''] = ShardIterator.split('|');
      const table = this.byArn(arn);
      const Records: JsonObject[] = [];
      let last = after;
      const from = `${prefixOf(table.name)}${after}\u0000`;
      for await (const [key, value] of this.store.db.iterator({ gte: from, lt: `${prefixOf(table.name)}\u00ff` })) {
        if (Records.length === Limit) break;
        last = key.slice(prefixOf(table.name).length);
        const record = stored.parse(value);
        if (record.at >= this.clock.now().getTime() - KEPT_MS) Records.push(told(table, last, record));
      }
      return { Records, NextShardIterator: `${arn}|${last}` };
    },
  };

  private byArn(arn: string): TableDeclaration {
    const table = this.streamed.find(({ stream }) => stream?.arn === arn);
    if (table === undefined) throw new AwsError('ResourceNotFoundException', 'Requested resource not found: Stream');
    return table;
  }
}

const inputs = {
  ListStreams: z.strictObject({ TableName: z.string().optional() }),
  DescribeStream: z.strictObject({ StreamArn: z.string() }),
  GetShardIterator: z.strictObject({
    StreamArn: z.string(),
    ShardId: z.literal(SHARD),
    ShardIteratorType: z.enum(['TRIM_HORIZON', 'LATEST', 'AFTER_SEQUENCE_NUMBER']),
    SequenceNumber: z.string().optional(),
  }),
  GetRecords: z.strictObject({ ShardIterator: z.string(), Limit: z.int().min(1).max(1000).default(1000) }),
} as const;

const numbered = (sequence: number) => String(sequence).padStart(DIGITS, '0');

const isNotFound = (error: unknown): boolean => error instanceof Error && /notfound/i.test(error.name);

const told = ({ stream }: TableDeclaration, SequenceNumber: string, record: Stored): JsonObject => ({
  eventID: record.eventId,
  eventName: record.eventName,
  eventVersion: '1.1',
  eventSource: 'aws:dynamodb',
  dynamodb: {
    ApproximateCreationDateTime: Math.floor(record.at / 1000),
    Keys: record.keys,
    ...(record.newImage === undefined ? {} : { NewImage: record.newImage }),
    ...(record.oldImage === undefined ? {} : { OldImage: record.oldImage }),
    SequenceNumber,
    SizeBytes: JSON.stringify([record.keys, record.newImage, record.oldImage]).length,
    StreamViewType: stream?.view,
  },
});
