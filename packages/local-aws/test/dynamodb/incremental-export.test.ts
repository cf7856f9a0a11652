import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import * as z from 'zod';
import { startDynamoDb } from '../../dynamodb.ts';
import { startS3 } from '../../s3.ts';
import type { JsonObject, Service } from '../../service.ts';
import type { TableDeclaration } from '../../template/declarations.ts';
import { callerOf, contextFor, dispatchTo } from '../service-context.ts';
import { state } from '../tables.ts';

/** Incremental exports, as measured on AWS and as its developer guide says. */

const arn = `${state.arn}/stream/2026-01-01T00:00:00.000`;
const table: TableDeclaration = { ...state, indexes: [], stream: { arn, view: 'NEW_AND_OLD_IMAGES' } };
const MINUTE = 60_000;

let context: ReturnType<typeof contextFor>;
let dynamodb: Service;
let s3: Service;
let call: (action: string, input: JsonObject) => Promise<JsonObject>;
let made: number;

const start = async (declared = table) => {
  dynamodb = await startDynamoDb({ ...context, folder: join(context.folder, 'dynamodb'), call: dispatchTo(s3) }, [
    declared,
  ]);
  call = callerOf(dynamodb);
};

beforeEach(async () => {
  context = contextFor();
  mkdirSync(join(context.folder, 'dynamodb'));
  const bucket = { logicalId: 'B', name: 'audit', arn: 'arn:aws:s3:::audit', versioned: true, objectLock: true };
  s3 = await startS3({ ...context, folder: join(context.folder, 's3') }, [bucket]);
  await start();
  made = context.clock.now().getTime();
});
afterEach(async () => {
  await dynamodb.close();
  context.remove();
});

const put = (sk: string, v: string) =>
  call('PutItem', { TableName: table.name, Item: { pk: { S: 'chain' }, sk: { S: sk }, v: { S: v } } });
const remove = (sk: string) =>
  call('DeleteItem', { TableName: table.name, Key: { pk: { S: 'chain' }, sk: { S: sk } } });
const seconds = (ms: number) => Math.floor(ms / 1000);

const described = z.object({
  ExportDescription: z.object({
    ExportArn: z.string(),
    ExportStatus: z.string(),
    ExportManifest: z.string().optional(),
    ItemCount: z.int().optional(),
    IncrementalExportSpecification: z.object({ ExportFromTime: z.date(), ExportToTime: z.date() }).optional(),
  }),
});
const begin = async (specification: JsonObject | undefined, more: JsonObject = {}) =>
  described.parse(
    await call('ExportTableToPointInTime', {
      TableArn: table.arn,
      S3Bucket: 'audit',
      S3Prefix: 'audit/period=2026-12',
      ExportType: 'INCREMENTAL_EXPORT',
      ...(specification === undefined ? {} : { IncrementalExportSpecification: specification }),
      ...more,
    }),
  ).ExportDescription;
const end = async (ExportArn: string) => {
  for (;;) {
    const { ExportDescription } = described.parse(await call('DescribeExport', { ExportArn }));
    if (ExportDescription.ExportStatus !== 'IN_PROGRESS') return ExportDescription;
    await context.clock.pass(1_000);
  }
};
const inBucket = (key: string) => join(context.folder, 's3/audit', key);

/** The lines of an export, in the order of their keys. */
function linesOf(manifest: string): JsonObject[] {
  const { manifestFilesS3Key } = JSON.parse(readFileSync(inBucket(manifest), 'utf8'));
  const files = readFileSync(inBucket(manifestFilesS3Key), 'utf8').trimEnd().split('\n');
  return files
    .map((line) => gunzipSync(readFileSync(inBucket(JSON.parse(line).dataFileS3Key))).toString())
    .flatMap((content) => content.split('\n').filter((line) => line !== ''))
    .map((line) => JSON.parse(line))
    .sort((a, b) => (a.Keys.sk.S < b.Keys.sk.S ? -1 : 1));
}

test('tells what was changed in the window, with both images, in AWS’s layout', async () => {
  await put('before', '1');
  await context.clock.pass(MINUTE);
  const from = context.clock.now().getTime();
  await put('added', '1');
  await put('before', '2');
  await put('before', '3');
  await put('passing', '1');
  await remove('passing');
  await context.clock.pass(20 * MINUTE);
  await put('last', '1');
  await context.clock.pass(1_000);
  const { ExportArn, IncrementalExportSpecification: window } = await begin({ ExportFromTime: seconds(from) });
  expect(window?.ExportFromTime.getTime()).toBe(seconds(from) * 1000);
  expect(window?.ExportToTime.getTime()).toBe(seconds(context.clock.now().getTime()) * 1000);
  await put('later', '1');
  const { ExportManifest = '', ItemCount } = await end(ExportArn);
  const image = (sk: string, v: string) => ({ pk: { S: 'chain' }, sk: { S: sk }, v: { S: v } });
  const lines = linesOf(ExportManifest);
  expect(lines.map(({ Metadata: _, Keys: __, ...images }) => images)).toEqual([
    { NewImage: image('added', '1') },
    { NewImage: image('before', '3'), OldImage: image('before', '1') },
    { NewImage: image('last', '1') },
  ]);
  expect(lines[0]).toMatchObject({
    Metadata: { WriteTimestampMicros: { N: `${from}000` } },
    Keys: { pk: { S: 'chain' }, sk: { S: 'added' } },
  });
  expect(ItemCount).toBe(3);

  const id = ExportArn.slice(ExportArn.lastIndexOf('/') + 1);
  expect(ExportManifest).toBe(`audit/period=2026-12/AWSDynamoDB/${id}/manifest-summary.json`);
  expect(readdirSync(inBucket(`audit/period=2026-12/AWSDynamoDB/${id}`))).not.toContain('data');
  expect(readdirSync(inBucket('audit/period=2026-12/AWSDynamoDB/data')).length).toBeGreaterThan(0);
  const summary = JSON.parse(readFileSync(inBucket(ExportManifest), 'utf8'));
  expect(summary).toMatchObject({
    version: '2023-08-01',
    exportFromTime: window?.ExportFromTime.toISOString(),
    exportToTime: window?.ExportToTime.toISOString(),
    itemCount: 3,
    outputView: 'NEW_AND_OLD_IMAGES',
    exportType: 'INCREMENTAL_EXPORT',
  });
  expect(summary).not.toHaveProperty('exportTime');
});

test('windows that follow one another tell each change once', async () => {
  const from = context.clock.now().getTime();
  await put('1', 'a');
  await context.clock.pass(15 * MINUTE);
  const middle = seconds(context.clock.now().getTime());
  await put('2', 'a');
  await context.clock.pass(15 * MINUTE);
  const first = await end((await begin({ ExportFromTime: seconds(from), ExportToTime: middle })).ExportArn);
  const second = await end((await begin({ ExportFromTime: new Date(middle * 1000).toISOString() })).ExportArn);
  expect([first, second].map(({ ExportManifest = '' }) => linesOf(ExportManifest).length)).toEqual([1, 1]);
});

describe('a window is refused', () => {
  const refusal = (name: string, text: RegExp) => ({
    code: `${name}Exception`,
    message: expect.stringMatching(text),
  });

  test.each([
    ['that begins before the table', -60, 1000, /table creation time/],
    ['of less than 15 minutes', 0, 899, /less than 15 minutes/],
    ['that ends before it begins', 100, 0, /less than 15 minutes/],
    ['of more than 24 hours', 0, 86_401, /24 hours/],
    ['that ends in the future', 86_400, 86_400 + 86_400, /invalid/],
    ['that is longer than recovery reaches', 0, 86_400, /not available/, 36],
  ])('%s', async (_, from, to, message, days = 1) => {
    await context.clock.pass(days * 24 * 60 * MINUTE + 5 * MINUTE);
    const base = seconds(made);
    await expect(begin({ ExportFromTime: base + from, ExportToTime: base + to })).rejects.toMatchObject(
      refusal('InvalidExportTime', message),
    );
  });

  test('of exactly 15 minutes or 24 hours not', async () => {
    await context.clock.pass(25 * 60 * MINUTE);
    const base = seconds(made) + 1;
    for (const length of [900, 86_400]) {
      expect(await begin({ ExportFromTime: base, ExportToTime: base + length })).toMatchObject({
        ExportStatus: 'IN_PROGRESS',
      });
    }
  });

  test('where none is given, or one for a full export', async () => {
    await expect(begin(undefined)).rejects.toMatchObject(refusal('Validation', /needs/));
    await expect(begin({ ExportFromTime: 0 }, { ExportType: 'FULL_EXPORT' })).rejects.toMatchObject(
      refusal('Validation', /full export/),
    );
  });

  test('of a table whose changes are not known here', async () => {
    for (const other of [
      { ...state, indexes: [] },
      { ...table, pointInTimeRecovery: false },
    ]) {
      await dynamodb.close();
      await start(other);
      await expect(begin({ ExportFromTime: 0 })).rejects.toMatchObject(
        refusal('Validation', /'Rotation-State' is none/),
      );
    }
  });
});

test('the same token means the same export after a restart too, and another window is a conflict', async () => {
  await put('1', 'a');
  await context.clock.pass(20 * MINUTE);
  const wanted = { ExportFromTime: seconds(made) };
  const { ExportArn } = await begin(wanted, { ClientToken: 'once' });
  await dynamodb.close();
  await start();
  await context.clock.pass(MINUTE);
  expect(await begin(wanted, { ClientToken: 'once' })).toMatchObject({ ExportArn });
  await expect(begin({ ExportFromTime: seconds(made) + 1 }, { ClientToken: 'once' })).rejects.toMatchObject({
    code: 'ExportConflictException',
  });
  expect((await end(ExportArn)).ItemCount).toBe(1);
});

test('a change is known for 35 days, though the stream forgets it after one', async () => {
  await put('1', 'a');
  await context.clock.pass(2 * 24 * 60 * MINUTE);
  await dynamodb.close();
  await start();
  const ShardId = 'shardId-00000000000000000000-00000000';
  const { ShardIterator } = await call('GetShardIterator', {
    StreamArn: arn,
    ShardId,
    ShardIteratorType: 'TRIM_HORIZON',
  });
  expect((await call('GetRecords', { ShardIterator })).Records).toEqual([]);
  const from = seconds(made);
  const { ExportArn } = await begin({ ExportFromTime: from, ExportToTime: from + 86_400 });
  expect((await end(ExportArn)).ItemCount).toBe(1);
});
