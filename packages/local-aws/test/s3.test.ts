import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { startS3 } from '../s3.ts';
import type { JsonObject, Service } from '../service.ts';
import type { BucketDeclaration } from '../template/declarations.ts';
import { callerOf, contextFor, needsOf } from './service-context.ts';

const bucket = (name: string, more: Partial<BucketDeclaration> = {}): BucketDeclaration => ({
  logicalId: name,
  name,
  arn: `arn:aws:s3:::${name}`,
  versioned: false,
  objectLock: false,
  ...more,
});

let context: ReturnType<typeof contextFor>;
let service: Service;
let call: (action: string, input: JsonObject) => Promise<JsonObject>;

const start = async () => {
  service = await startS3(context, [bucket('work'), bucket('audit', { versioned: true, objectLock: true })]);
  call = callerOf(service);
};
beforeEach(async () => {
  context = contextFor();
  await start();
});
afterEach(() => context.remove());

const base64 = (text: string) => Buffer.from(text).toString('base64');
const put = (Bucket: string, Key: string, text: string, more: JsonObject = {}) =>
  call('PutObject', { Bucket, Key, Body: base64(text), ...more });
const read = async (Bucket: string, Key: string, more: JsonObject = {}) =>
  Buffer.from(String((await call('GetObject', { Bucket, Key, ...more })).Body), 'base64').toString();

test('objects are plain files, and come back as they were put, also after a restart', async () => {
  await put('work', 'cycles/2026/tenants.json', '[]', { ContentType: 'application/json', Metadata: { a: 'b' } });
  await start();
  expect(readFileSync(join(context.folder, 'work/cycles/2026/tenants.json'), 'utf8')).toBe('[]');
  const object = await call('GetObject', { Bucket: 'work', Key: 'cycles/2026/tenants.json' });
  expect(object).toMatchObject({
    Body: base64('[]'),
    ContentLength: 2,
    ContentType: 'application/json',
    Metadata: { a: 'b' },
    ETag: '"d751713988987e9331980363e24189ce"',
  });
  expect(object).not.toHaveProperty('VersionId');
  expect(await call('HeadObject', { Bucket: 'work', Key: 'cycles/2026/tenants.json' })).toMatchObject({
    ContentLength: 2,
  });
});

test('a bucket of another account comes and goes, and has another owner', async () => {
  const others: { name: string; account: string; lets: [] }[] = [];
  service = await startS3(context, [bucket('work')], [], () => others);
  call = callerOf(service);
  const owned = { ExpectedBucketOwner: '999988887777' };
  await expect(put('elsewhere', 'notes/1', 'one', owned)).rejects.toMatchObject({ code: 'NoSuchBucket' });
  others.push({ name: 'elsewhere', account: '999988887777', lets: [] });
  await put('elsewhere', 'notes/1', 'one', owned);
  expect(await read('elsewhere', 'notes/1', owned)).toBe('one');
  await expect(put('elsewhere', 'notes/2', 'two', { ExpectedBucketOwner: context.accountId })).rejects.toMatchObject({
    code: 'AccessDenied',
  });
});

test('of several who put the same new object, one succeeds', async () => {
  const outcomes = await Promise.allSettled(
    Array.from({ length: 10 }, (_, at) => put('audit', 'seals/1.json', `${at}`, { IfNoneMatch: '*' })),
  );
  const refused = outcomes.flatMap((each) => (each.status === 'rejected' ? [each.reason] : []));
  expect(refused).toHaveLength(9);
  expect(refused[0]).toMatchObject({ code: 'PreconditionFailed', httpStatus: 412 });
  expect(await read('audit', 'seals/1.json')).toBe('0');
});

test('a versioned bucket keeps what is put over, with its lock', async () => {
  const lock = { ObjectLockMode: 'COMPLIANCE', ObjectLockRetainUntilDate: '2036-01-01T00:00:00Z' };
  const first = await put('audit', 'a', 'one', lock);
  const second = await put('audit', 'a', 'two');
  const third = await put('audit', 'a', 'three');
  expect(new Set([first.VersionId, second.VersionId, third.VersionId]).size).toBe(3);
  expect(await read('audit', 'a')).toBe('three');
  expect(await read('audit', 'a', { VersionId: first.VersionId })).toBe('one');
  expect(await read('audit', 'a', { VersionId: second.VersionId })).toBe('two');
  expect(await read('audit', 'a', { VersionId: third.VersionId })).toBe('three');
  expect(await call('HeadObject', { Bucket: 'audit', Key: 'a', VersionId: first.VersionId })).toMatchObject({
    ObjectLockMode: 'COMPLIANCE',
    ObjectLockRetainUntilDate: '2036-01-01T00:00:00.000Z',
  });
  await expect(read('audit', 'a', { VersionId: '../../x' })).rejects.toMatchObject({ code: 'NoSuchVersion' });
  expect(await call('ListObjectsV2', { Bucket: 'audit' })).toMatchObject({ KeyCount: 1 });
  await expect(put('work', 'a', 'x', lock)).rejects.toMatchObject({ code: 'InvalidRequest' });
});

test('lists are sorted by bytes, and come in pages', async () => {
  for (const key of ['b/2', 'b/10', 'a', 'ä', 'Z']) await put('audit', key, key);
  const keys = ({ Contents }: JsonObject) =>
    Array.isArray(Contents) ? Contents.map(({ Key }: JsonObject) => Key) : [];
  const first = await call('ListObjectsV2', { Bucket: 'audit', MaxKeys: 3 });
  expect(keys(first)).toEqual(['Z', 'a', 'b/10']);
  expect(first).toMatchObject({ IsTruncated: true, KeyCount: 3 });
  const rest = await call('ListObjectsV2', { Bucket: 'audit', ContinuationToken: first.NextContinuationToken });
  expect(keys(rest)).toEqual(['b/2', 'ä']);
  expect(rest).toMatchObject({ IsTruncated: false });
  expect(keys(await call('ListObjectsV2', { Bucket: 'audit', Prefix: 'b/' }))).toEqual(['b/10', 'b/2']);
});

test('what lies deeper than a delimiter is listed as folders, which count as entries', async () => {
  for (const key of ['a/1', 'a/b/2', 'a/b/3', 'a/c/4', 'a/d', 'e']) await put('audit', key, key);
  const entries = ({ Contents, CommonPrefixes }: JsonObject) => [Contents, CommonPrefixes];
  const list = (more: JsonObject) => call('ListObjectsV2', { Bucket: 'audit', Prefix: 'a/', Delimiter: '/', ...more });
  const whole = await list({});
  expect(whole).toMatchObject({ KeyCount: 4, IsTruncated: false, Delimiter: '/' });
  expect(entries(whole)).toMatchObject([
    [{ Key: 'a/1' }, { Key: 'a/d' }],
    [{ Prefix: 'a/b/' }, { Prefix: 'a/c/' }],
  ]);
  const first = await list({ MaxKeys: 2 });
  expect(entries(first)).toMatchObject([[{ Key: 'a/1' }], [{ Prefix: 'a/b/' }]]);
  const rest = await list({ ContinuationToken: first.NextContinuationToken });
  expect(entries(rest)).toMatchObject([[{ Key: 'a/d' }], [{ Prefix: 'a/c/' }]]);
  expect(await list({ Prefix: 'e' })).not.toHaveProperty('CommonPrefixes');
});

test.each(['../work/x', '/x', 'a//b', 'a/../../x', '.objects/a.json', '.versions/a/1', 'a/', 'a/./b'])(
  'the key %s never leaves the bucket: it is refused',
  async (key) => {
    await expect(put('audit', key, 'x')).rejects.toMatchObject({ code: 'NotImplemented' });
    await expect(read('audit', key)).rejects.toMatchObject({ code: 'NotImplemented' });
  },
);

test('what is missing is told by S3’s names', async () => {
  await expect(read('audit', 'none')).rejects.toMatchObject({ code: 'NoSuchKey', httpStatus: 404 });
  await expect(read('other', 'none')).rejects.toMatchObject({ code: 'NoSuchBucket', httpStatus: 404 });
  await expect(call('HeadObject', { Bucket: 'audit', Key: 'x' })).rejects.toMatchObject({ code: 'NotFound' });
  await expect(read('audit', 'none', { ExpectedBucketOwner: '1' })).rejects.toMatchObject({ code: 'AccessDenied' });
  await expect(put('audit', 'x', 'x', { ACL: 'private' })).rejects.toMatchObject({ code: 'ValidationException' });
});

test('reading needs s3:GetObject; what is missing also the permission to list', async () => {
  await put('audit', 'a', 'x');
  expect(needsOf(service, 'PutObject', { Bucket: 'audit', Key: 'a' })).toEqual(['s3:PutObject arn:aws:s3:::audit/a']);
  expect(needsOf(service, 'GetObject', { Bucket: 'audit', Key: 'a' })).toEqual(['s3:GetObject arn:aws:s3:::audit/a']);
  expect(needsOf(service, 'GetObject', { Bucket: 'audit', Key: 'b' })).toEqual([
    's3:GetObject arn:aws:s3:::audit/b',
    's3:ListBucket arn:aws:s3:::audit',
  ]);
  expect(needsOf(service, 'ListObjectsV2', { Bucket: 'audit' })).toEqual(['s3:ListBucket arn:aws:s3:::audit']);
});
