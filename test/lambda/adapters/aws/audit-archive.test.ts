import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { AwsError, type Call, startServices } from '@m365-rotation/local-aws';
import { clockAt } from '@m365-rotation/loopback';
import { auditArchive } from '../../../../lambda/adapters/aws/audit-archive.ts';
import { type ArchivedChange, archivedLine } from '../../../../lambda/domain/audit/archived-change.ts';

const Bucket = 'evidence';
const change = (place: number, at = 1796628600): ArchivedChange => ({
  Metadata: {
    EventName: { S: 'INSERT' },
    SequenceNumber: { S: String(place) },
    ApproximateCreationDateTime: { N: String(at) },
  },
  Keys: { chain: { S: '-#-' }, sequence: { N: String(place) } },
  NewImage: { reason: { S: 'ü \u2028' } },
});

let folder: string;
let services: Awaited<ReturnType<typeof startServices>>;
let s3: S3Client;
let refuse: (call: Call) => void;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'audit-archive-'));
  refuse = () => undefined;
  services = await startServices({
    folder,
    clock: clockAt(1),
    accountId: '111122223333',
    region: 'eu-central-1',
    tables: [],
    keys: [],
    buckets: [{ logicalId: 'B', name: Bucket, arn: `arn:aws:s3:::${Bucket}`, versioned: true, objectLock: true }],
    onCall: (call) => refuse(call),
  });
  s3 = new S3Client({
    endpoint: services.url,
    region: 'eu-central-1',
    forcePathStyle: true,
    maxAttempts: 1,
    credentials: { accessKeyId: 'x', secretAccessKey: 'x' },
  });
});
afterEach(async () => {
  s3.destroy();
  await services.close();
  rmSync(folder, { recursive: true, force: true });
});

const keys = async () =>
  ((await s3.send(new ListObjectsV2Command({ Bucket }))).Contents ?? []).map(({ Key }) => Key ?? '');
async function stored(Key: string) {
  const { Body, VersionId } = await s3.send(new GetObjectCommand({ Bucket, Key }));
  const bytes = (await Body?.transformToByteArray()) ?? new Uint8Array();
  return { text: gunzipSync(bytes).toString('utf8'), VersionId };
}

test('a batch is one object by the hour of its first change and its places, one change per line', async () => {
  await auditArchive(s3, Bucket).keep([change(7), change(8, 1796628600 + 7200)]);
  expect(await keys()).toEqual(['records/2026/12/07/07/7-8.jsonl.gz']);
  expect((await stored('records/2026/12/07/07/7-8.jsonl.gz')).text).toBe(
    archivedLine(change(7)) + archivedLine(change(8, 1796628600 + 7200)),
  );
});

test('the same batch again changes nothing', async () => {
  const archive = auditArchive(s3, Bucket);
  await archive.keep([change(7)]);
  const { VersionId } = await stored('records/2026/12/07/07/7-7.jsonl.gz');
  await archive.keep([change(7)]);
  expect((await stored('records/2026/12/07/07/7-7.jsonl.gz')).VersionId).toBe(VersionId);
});

test('a batch that comes again in halves, after its answer was lost, stands there twice and whole', async () => {
  const archive = auditArchive(s3, Bucket);
  await archive.keep([change(7), change(8), change(9)]);
  await archive.keep([change(7), change(8)]);
  await archive.keep([change(9)]);
  expect(await keys()).toEqual([
    'records/2026/12/07/07/7-8.jsonl.gz',
    'records/2026/12/07/07/7-9.jsonl.gz',
    'records/2026/12/07/07/9-9.jsonl.gz',
  ]);
});

test.each([
  ['another call is writing it at this moment, and may yet fail', 'ConditionalRequestConflict', 409],
  ['the role may not', 'AccessDenied', 403],
  ['S3 is down', 'InternalError', 500],
])('it is not kept where %s', async (_, code, status) => {
  refuse = ({ action }) => {
    if (action === 'PutObject') throw new AwsError(code, 'no', status);
  };
  await expect(auditArchive(s3, Bucket).keep([change(7)])).rejects.toThrow();
  refuse = () => undefined;
  expect(await keys()).toEqual([]);
});
