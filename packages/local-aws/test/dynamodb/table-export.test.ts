import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import * as z from 'zod';
import { startDynamoDb } from '../../dynamodb.ts';
import { startS3 } from '../../s3.ts';
import { AwsError, type Call, type Dispatch, type JsonObject, type Service } from '../../service.ts';
import { callerOf, contextFor, dispatchTo, needsOf, role } from '../service-context.ts';
import { state } from '../tables.ts';

const table = { ...state, indexes: [] };
let context: ReturnType<typeof contextFor>;
let dynamodb: Service;
let s3: Service;
let call: (action: string, input: JsonObject) => Promise<JsonObject>;
let puts: Call[];
/** Comes before S3. */
let refuse: (call: Call) => Error | undefined;
let toS3: Dispatch;

const start = async () => {
  dynamodb = await startDynamoDb({ ...context, folder: join(context.folder, 'dynamodb'), call: toS3 }, [table]);
  call = callerOf(dynamodb);
};

beforeEach(async () => {
  context = contextFor();
  mkdirSync(join(context.folder, 'dynamodb'));
  const bucket = { logicalId: 'B', name: 'audit', arn: 'arn:aws:s3:::audit', versioned: true, objectLock: true };
  s3 = await startS3({ ...context, folder: join(context.folder, 's3') }, [bucket]);
  puts = [];
  refuse = () => undefined;
  toS3 = async (given) => {
    puts.push(given);
    const error = refuse(given);
    if (error !== undefined) throw error;
    return dispatchTo(s3)(given);
  };
  await start();
  for (let at = 0; at < 50; at += 1) {
    const Item = { pk: { S: `chain ${at % 7}` }, sk: { S: `${at}` }, m: { M: { n: { N: '1' } } } };
    await call('PutItem', { TableName: table.name, Item });
  }
});
afterEach(async () => {
  await dynamodb.close();
  context.remove();
});

const request = {
  TableArn: table.arn,
  S3Bucket: 'audit',
  S3Prefix: 'audit/period=2026-12',
  S3SseAlgorithm: 'AES256',
  ExportFormat: 'DYNAMODB_JSON',
  ClientToken: '2026-12-07-admin-monthly',
};
const described = z.object({
  ExportDescription: z.object({
    ExportArn: z.string(),
    ExportStatus: z.string(),
    ItemCount: z.int().optional(),
    ExportManifest: z.string().optional(),
    FailureCode: z.string().optional(),
  }),
});
const begin = async (more: JsonObject = {}) =>
  described.parse(await call('ExportTableToPointInTime', { ...request, ...more })).ExportDescription;
const look = async (ExportArn: string) =>
  described.parse(await call('DescribeExport', { ExportArn })).ExportDescription;
const end = async (ExportArn: string) => {
  for (;;) {
    const seen = await look(ExportArn);
    if (seen.ExportStatus !== 'IN_PROGRESS') return seen;
    await context.clock.pass(1_000);
  }
};
const file = (key: string) => readFileSync(join(context.folder, 's3/audit', key));
const sum = (key: string) => createHash('md5').update(file(key)).digest('base64');

test('an export has AWS’s layout of files, and every row that was there when it began', async () => {
  const { ExportArn, ExportStatus } = await begin();
  expect(ExportStatus).toBe('IN_PROGRESS');
  await call('PutItem', { TableName: table.name, Item: { pk: { S: 'late' }, sk: { S: '1' } } });
  const { ExportManifest = '', ItemCount } = await end(ExportArn);
  const id = ExportArn.slice(ExportArn.lastIndexOf('/') + 1);
  const root = `audit/period=2026-12/AWSDynamoDB/${id}`;
  expect(id).toMatch(/^\d{14}-[\da-f]{8}$/);
  expect(ExportManifest).toBe(`${root}/manifest-summary.json`);
  expect(readdirSync(join(context.folder, 's3/audit', root)).sort()).toEqual([
    '_started',
    'data',
    'manifest-files.checksum',
    'manifest-files.json',
    'manifest-summary.checksum',
    'manifest-summary.json',
  ]);

  const summary = JSON.parse(file(ExportManifest).toString());
  expect(summary).toMatchObject({
    version: '2020-06-30',
    exportArn: ExportArn,
    tableArn: table.arn,
    s3Bucket: 'audit',
    s3Prefix: 'audit/period=2026-12',
    manifestFilesS3Key: `${root}/manifest-files.json`,
    itemCount: 50,
    outputFormat: 'DYNAMODB_JSON',
  });
  expect(ItemCount).toBe(50);
  expect(file(`${root}/manifest-summary.checksum`).toString()).toBe(sum(ExportManifest));
  expect(file(`${root}/manifest-files.checksum`).toString()).toBe(sum(`${root}/manifest-files.json`));

  const lines = file(summary.manifestFilesS3Key).toString().trimEnd().split('\n');
  const files = lines.map((line) => JSON.parse(line));
  const rows = files.flatMap(({ dataFileS3Key, md5Checksum, itemCount }) => {
    expect(sum(dataFileS3Key)).toBe(md5Checksum);
    const content = gunzipSync(file(dataFileS3Key)).toString();
    const own =
      content === ''
        ? []
        : content
            .trimEnd()
            .split('\n')
            .map((line) => JSON.parse(line).Item);
    expect(own).toHaveLength(itemCount);
    return own;
  });
  expect(rows.map(({ sk }) => Number(sk.S)).sort((one, other) => one - other)).toEqual(
    Array.from({ length: 50 }, (_, at) => at),
  );
  expect(rows[0]).toMatchObject({ m: { M: { n: { N: '1' } } } });
  const holders = files.filter(({ itemCount }) => itemCount > 0).length;
  expect(holders).toBeGreaterThan(1); // rows are in several files, all of one chain in the same one
});

test('files are put as whoever asked, and the summary is the last one', async () => {
  await end((await begin()).ExportArn);
  expect(puts.every(({ principal }) => JSON.stringify(principal) === JSON.stringify(role))).toBe(true);
  expect(puts.at(-1)?.input.Key).toMatch(/manifest-summary\.json$/);
});

test('the same token means the same export; with other parameters it is refused', async () => {
  const { ExportArn } = await begin();
  expect((await begin()).ExportArn).toBe(ExportArn);
  await end(ExportArn);
  expect(await begin()).toMatchObject({ ExportArn, ExportStatus: 'COMPLETED' });
  await expect(begin({ S3Prefix: 'other' })).rejects.toMatchObject({ code: 'ExportConflictException' });
  expect((await begin({ ClientToken: 'other' })).ExportArn).not.toBe(ExportArn);
});

test('an export that a stopped process left is made when it is asked about', async () => {
  await dynamodb.close();
  await start();
  const { ExportArn } = await begin();
  await dynamodb.close();
  await start();
  expect(puts).toEqual([]);
  expect(await end(ExportArn)).toMatchObject({ ExportStatus: 'COMPLETED', ItemCount: 50 });
});

test('an export fails where its caller may not write, and tries again where S3 has trouble', async () => {
  refuse = () => (puts.length === 1 ? new AwsError('ThrottlingException', 'Rate exceeded') : undefined);
  expect(await end((await begin()).ExportArn)).toMatchObject({ ExportStatus: 'COMPLETED' });
  refuse = () => new AwsError('AccessDenied', 'no', 403);
  expect(await end((await begin({ ClientToken: 'other' })).ExportArn)).toMatchObject({
    ExportStatus: 'FAILED',
    FailureCode: 'S3AccessDenied',
  });
});

test('what is not supported is refused, and each call needs its permissions', async () => {
  await expect(begin({ ExportTime: 0 })).rejects.toMatchObject({ code: 'ValidationException' });
  await expect(begin({ TableArn: `${table.arn}x` })).rejects.toMatchObject({ code: 'TableNotFoundException' });
  await expect(look(`${table.arn}/export/1`)).rejects.toMatchObject({ code: 'ExportNotFoundException' });
  const other = contextFor();
  const without = await startDynamoDb(other, [{ ...table, pointInTimeRecovery: false }]);
  await expect(callerOf(without)('ExportTableToPointInTime', request)).rejects.toMatchObject({
    code: 'PointInTimeRecoveryUnavailableException',
  });
  await without.close();
  other.remove();
  expect(needsOf(dynamodb, 'ExportTableToPointInTime', request)).toEqual([
    `dynamodb:ExportTableToPointInTime ${table.arn}`,
    's3:AbortMultipartUpload arn:aws:s3:::audit/audit/period=2026-12/AWSDynamoDB/',
    's3:PutObjectAcl arn:aws:s3:::audit/audit/period=2026-12/AWSDynamoDB/',
  ]);
  expect(needsOf(dynamodb, 'DescribeExport', { ExportArn: `${table.arn}/export/1` })).toEqual([
    `dynamodb:DescribeExport ${table.arn}/export/1`,
  ]);
});
