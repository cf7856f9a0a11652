import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { readJson, writeJson } from '@m365-rotation/loopback';
import * as z from 'zod';
import { inputOf } from '../input.ts';
import { AwsError, type Call, type JsonObject, type Principal, type ServiceContext } from '../service.ts';
import type { TableDeclaration } from '../template/declarations.ts';
import { changedRows } from './changed-rows.ts';
import { type Engine, idOf } from './engine.ts';
import { exportFiles, manifestOf } from './export-files.ts';
import { exportInput, windowOf } from './export-request.ts';

const principal: z.ZodType<Principal> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('role'), roleArn: z.string(), name: z.string() }),
  z.object({ kind: z.literal('service'), name: z.string() }),
  z.object({ kind: z.literal('operator') }),
]);

/** An export, as it is stored. Times are milliseconds since 1970. */
const storedExport = z.object({
  exportArn: z.string(),
  status: z.enum(['IN_PROGRESS', 'COMPLETED', 'FAILED']),
  /** As it was given: the same token means the same request. */
  request: exportInput,
  /** Who asked for it: its files are put with their permissions. */
  principal,
  startedAt: z.number(),
  /** Of an incremental one. */
  window: z.object({ from: z.number(), to: z.number() }).optional(),
  endedAt: z.number().optional(),
  itemCount: z.number().optional(),
  failure: z.object({ code: z.string(), message: z.string() }).optional(),
});
type Export = z.output<typeof storedExport>;

/** On AWS an export takes minutes. In milliseconds of the clock. */
const TAKES_MS = 60_000;
/** How long a repeated token means the same export. */
const TOKEN_MS = 8 * 3_600_000;
/** Tries to put one file. */
const TRIES = 3;

/** `ExportTableToPointInTime` and `DescribeExport`. */
export class TableExports {
  private readonly file: string;
  private readonly exports: Export[];
  /** By ARN. */
  private readonly running = new Map<string, Promise<void>>();
  private readonly closing = new AbortController();

  constructor(
    private readonly engine: Engine,
    private readonly tables: readonly TableDeclaration[],
    private readonly context: ServiceContext,
    /** Whether a bucket takes no file of an export. */
    private readonly isRefusedBy: (bucket: string) => boolean,
  ) {
    this.file = join(context.folder, 'exports.json');
    this.exports = readJson(this.file, z.array(storedExport)) ?? [];
  }

  async start(input: JsonObject, call: Call): Promise<JsonObject> {
    const request = inputOf(exportInput, input);
    const table = this.tableOf(request.TableArn);
    if (request.ExportType === 'INCREMENTAL_EXPORT' && !this.engine.streams.tellsChangesOf(table)) {
      const message = `incremental exports are made here of tables with point-in-time recovery and a stream of new and old images alone; '${table.name}' is none`;
      throw new AwsError('ValidationException', message);
    }
    if (!table.pointInTimeRecovery) {
      const message = `Point in time recovery is not enabled for table '${table.name}'`;
      throw new AwsError('PointInTimeRecoveryUnavailableException', message);
    }
    const now = this.now();
    const known = this.exports.find(
      (each) =>
        request.ClientToken !== undefined &&
        each.request.ClientToken === request.ClientToken &&
        each.startedAt > now - TOKEN_MS,
    );
    if (known !== undefined) {
      if (JSON.stringify(known.request) !== JSON.stringify(request)) {
        throw new AwsError('ExportConflictException', 'The client token was used with other parameters.');
      }
      return this.described(known);
    }
    const window = windowOf(request, now, await this.engine.createdAt(table.name));
    const id = `${String(now).padStart(14, '0')}-${randomBytes(4).toString('hex')}`;
    const one: Export = {
      exportArn: `${table.arn}/export/${id}`,
      status: 'IN_PROGRESS',
      request,
      principal: call.principal,
      startedAt: now,
      ...(window === undefined ? {} : { window }),
    };
    this.exports.push(one);
    this.save();
    return this.described(one);
  }

  describe(input: JsonObject): JsonObject {
    const { ExportArn } = inputOf(z.strictObject({ ExportArn: z.string() }), input);
    const one = this.exports.find((each) => each.exportArn === ExportArn);
    if (one === undefined) throw new AwsError('ExportNotFoundException', `Export not found: ${ExportArn}`);
    return this.described(one);
  }

  /** Leaves what is under way: the next start makes it anew when somebody asks for it. */
  async close(): Promise<void> {
    this.closing.abort(new Error('the local cloud is closing'));
    await Promise.all(this.running.values());
  }

  /** Also sees to it that an export under way is being made, since a process before this one may have been stopped. */
  private described(one: Export): JsonObject {
    if (one.status === 'IN_PROGRESS' && !this.running.has(one.exportArn)) {
      const work = this.carryOut(one).finally(() => this.running.delete(one.exportArn));
      this.running.set(one.exportArn, work);
    }
    const { request, startedAt, window, endedAt, itemCount, failure } = one;
    const { IncrementalExportSpecification: specification, ...rest } = request;
    const done = one.status === 'COMPLETED';
    return {
      ExportDescription: {
        ...rest,
        ExportArn: one.exportArn,
        ExportStatus: one.status,
        ...(window === undefined
          ? { ExportTime: new Date(startedAt) }
          : {
              IncrementalExportSpecification: {
                ...specification,
                ExportFromTime: new Date(window.from),
                ExportToTime: new Date(window.to),
              },
            }),
        StartTime: new Date(startedAt),
        ...(endedAt === undefined ? {} : { EndTime: new Date(endedAt) }),
        ...(failure === undefined ? {} : { FailureCode: failure.code, FailureMessage: failure.message }),
        ...(done ? { ItemCount: itemCount, ExportManifest: manifestOf(placeOf(one)) } : {}),
      },
    };
  }

  private async carryOut(one: Export): Promise<void> {
    try {
      const table = this.tableOf(one.request.TableArn);
      const { window } = one;
      const rows =
        window === undefined
          ? (await this.allItems(table.name)).map((Item) => ({ Item }))
          : await changedRows(this.engine.streams.changesOf(table, window.from, window.to));
      await this.context.clock.sleep(TAKES_MS, this.closing.signal);
      const endedAt = this.now();
      const times = {
        startTime: iso(one.startedAt),
        endTime: iso(endedAt),
        shows:
          window === undefined
            ? ({ exportTime: iso(one.startedAt) } as const)
            : ({ exportFromTime: iso(window.from), exportToTime: iso(window.to) } as const),
      };
      const facts = { ...placeOf(one), ...times, tableArn: table.arn, tableId: idOf(table) };
      if (this.isRefusedBy(one.request.S3Bucket)) throw lockRefuses();
      for (const { key, content } of exportFiles(facts, rows, table.partitionKey.name))
        await this.put(one, key, content);
      Object.assign(one, { status: 'COMPLETED', itemCount: rows.length, endedAt });
    } catch (error) {
      if (this.closing.signal.aborted) return;
      const code = error instanceof AwsError ? `S3${error.code}` : 'InternalFailure';
      const message = error instanceof Error ? error.message : String(error);
      Object.assign(one, { status: 'FAILED', failure: { code, message }, endedAt: this.now() });
    }
    this.save();
  }

  /** As the table is when the export begins; nobody writes meanwhile. */
  private allItems(TableName: string): Promise<JsonObject[]> {
    return this.engine.alone(async () => {
      const items: JsonObject[] = [];
      let ExclusiveStartKey: unknown;
      do {
        const page = scanned.parse(await this.engine.read('Scan', { TableName, ExclusiveStartKey }));
        items.push(...page.Items);
        ExclusiveStartKey = page.LastEvaluatedKey;
      } while (ExclusiveStartKey !== undefined);
      return items;
    });
  }

  private async put({ request, principal }: Export, Key: string, content: string | Buffer): Promise<void> {
    const input = { Bucket: request.S3Bucket, Key, Body: Buffer.from(content).toString('base64') };
    for (let tries = 1; ; tries += 1) {
      try {
        await this.context.call({ service: 's3', action: 'PutObject', input, principal });
        return;
      } catch (error) {
        if (tries === TRIES || (error instanceof AwsError && error.code.startsWith('AccessDenied'))) throw error;
      }
    }
  }

  private tableOf(arn: string): TableDeclaration {
    const table = this.tables.find((each) => each.arn === arn);
    if (table === undefined) throw new AwsError('TableNotFoundException', `Table not found: ${arn}`);
    return table;
  }

  private now = () => this.context.clock.now().getTime();

  private save(): void {
    writeJson(this.file, this.exports);
  }
}

/** What S3 answers to a file without a checksum, where the bucket has Object Lock. */
const lockRefuses = () =>
  new AwsError(
    'InvalidRequest',
    'Content-MD5 OR x-amz-checksum- HTTP header is required for Put Object requests with Object Lock parameters',
  );

const scanned = z.object({
  Items: z.array(z.record(z.string(), z.unknown())),
  LastEvaluatedKey: z.unknown().optional(),
});
const iso = (ms: number) => new Date(ms).toISOString();
const placeOf = ({ exportArn, request }: Export) => ({
  exportArn,
  s3Bucket: request.S3Bucket,
  s3Prefix: request.S3Prefix,
});
