import { createHash, randomUUID } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve, sep } from 'node:path';
import * as z from 'zod';
import { AwsError, type Service, type ServiceContext } from '../service.ts';
import type { BucketDeclaration } from '../template/declarations.ts';
import { inputOf } from './input.ts';
import { readJson, writeJson, writeWholeFile } from './stored-json.ts';

const object = { Bucket: z.string(), Key: z.string().min(1).max(1024) };
const expected = { ExpectedBucketOwner: z.string().optional() };
const putInput = z.strictObject({
  ...object,
  ...expected,
  Body: z
    .string()
    .default('')
    .transform((text) => Buffer.from(text, 'base64')),
  IfNoneMatch: z.literal('*').optional(),
  ContentType: z.string().optional(),
  ContentEncoding: z.string().optional(),
  ServerSideEncryption: z.literal('AES256').optional(),
  ChecksumCRC32: z.string().optional(),
});
const getInput = z.strictObject({ ...object, ...expected });
const listInput = z.strictObject({
  Bucket: z.string(),
  ...expected,
  Prefix: z.string().default(''),
  MaxKeys: z.number().int().default(1000),
  ContinuationToken: z.string().optional(),
  EncodingType: z.literal('url').optional(),
});

/** What is known of an object beside its bytes. */
const facts = z.object({
  ContentType: z.string().optional(),
  ContentEncoding: z.string().optional(),
  ETag: z.string(),
  VersionId: z.string().optional(),
});

/** Folder beside the objects that holds what is known of them. */
const FACTS = '.objects';

/**
 * S3, as far as the product needs it: whole objects, conditional puts, listings. Objects are plain files at
 * `<folder>/<bucket>/<key>`. Nothing here deletes; of a versioned bucket the newest version is kept.
 */
export async function startS3(
  { folder, accountId }: ServiceContext,
  declared: readonly BucketDeclaration[],
): Promise<Service> {
  const bucketOf = (name: string, owner?: string): BucketDeclaration => {
    const bucket = declared.find((each) => each.name === name);
    if (bucket === undefined) throw new AwsError('NoSuchBucket', 'The specified bucket does not exist', 404);
    if (owner !== undefined && owner !== accountId) throw new AwsError('AccessDenied', 'Access Denied', 403);
    return bucket;
  };
  const pathOf = (bucket: string, key: string): string => {
    const root = resolve(folder, bucket);
    const path = resolve(root, key);
    const inside = path.startsWith(root + sep) && !path.startsWith(join(root, FACTS));
    if (!inside || key.endsWith('/'))
      throw new AwsError('NotImplemented', `The local S3 doesn't store the key '${key}'.`, 501);
    return path;
  };
  const factsOf = (bucket: string, key: string) => join(folder, bucket, FACTS, `${key}.json`);
  const exists = (path: string) => existsSync(path) && statSync(path).isFile();

  return {
    name: 's3',
    actions: {
      async PutObject(input) {
        const { Bucket, Key, Body, IfNoneMatch, ExpectedBucketOwner, ...given } = inputOf(putInput, input);
        const bucket = bucketOf(Bucket, ExpectedBucketOwner);
        const path = pathOf(Bucket, Key);
        if (IfNoneMatch === '*' && exists(path)) {
          const message = 'At least one of the pre-conditions you specified did not hold';
          throw new AwsError('PreconditionFailed', message, 412, { Condition: 'If-None-Match' });
        }
        const { ContentType, ContentEncoding } = given;
        const about = {
          ContentType,
          ContentEncoding,
          ETag: `"${createHash('md5').update(Body).digest('hex')}"`,
          ...(bucket.versioned ? { VersionId: randomUUID().replaceAll('-', '') } : {}),
        };
        writeJson(factsOf(Bucket, Key), about);
        writeWholeFile(path, Body);
        return {
          ETag: about.ETag,
          VersionId: about.VersionId,
          ServerSideEncryption: 'AES256',
          ChecksumCRC32: given.ChecksumCRC32,
        };
      },
      async GetObject(input) {
        const { Bucket, Key, ExpectedBucketOwner } = inputOf(getInput, input);
        bucketOf(Bucket, ExpectedBucketOwner);
        const path = pathOf(Bucket, Key);
        if (!exists(path)) throw noSuchKey(Key);
        const body = readFileSync(path);
        return { ...readJson(factsOf(Bucket, Key), facts), Body: body.toString('base64'), ContentLength: body.length };
      },
      async HeadObject(input) {
        const { Bucket, Key, ExpectedBucketOwner } = inputOf(getInput, input);
        bucketOf(Bucket, ExpectedBucketOwner);
        const path = pathOf(Bucket, Key);
        if (!exists(path)) throw new AwsError('NotFound', 'Not Found', 404);
        return { ...readJson(factsOf(Bucket, Key), facts), ContentLength: statSync(path).size };
      },
      async ListObjectsV2(input) {
        const { Bucket, Prefix, MaxKeys, ContinuationToken, ExpectedBucketOwner } = inputOf(listInput, input);
        bucketOf(Bucket, ExpectedBucketOwner);
        const keys = keysIn(join(folder, Bucket)).filter(
          (each) => each.startsWith(Prefix) && each > (ContinuationToken ?? ''),
        );
        const page = keys.slice(0, MaxKeys);
        const last = page.at(-1);
        const more = keys.length > page.length && last !== undefined;
        return {
          Name: Bucket,
          Prefix,
          MaxKeys,
          KeyCount: page.length,
          IsTruncated: more,
          ...(more ? { NextContinuationToken: last } : {}),
          Contents: page.map((Key) => {
            const { size, mtime } = statSync(join(folder, Bucket, Key));
            return { Key, Size: size, LastModified: mtime.toISOString(), StorageClass: 'STANDARD' };
          }),
        };
      },
    },
    requirementsOf({ action, input }) {
      const { arn } = bucketOf(z.string().parse(input.Bucket));
      if (action === 'ListObjectsV2') return [{ action: 's3:ListBucket', resource: arn }];
      const key = z.string().parse(input.Key);
      const operation = action === 'PutObject' ? 's3:PutObject' : 's3:GetObject';
      const resource = `${arn}/${key}`;
      // Whoever may not list a bucket is told "denied" where there is no such object.
      const absent = action !== 'PutObject' && !exists(pathOf(z.string().parse(input.Bucket), key));
      return [{ action: operation, resource }, ...(absent ? [{ action: 's3:ListBucket', resource: arn }] : [])];
    },
    close: async () => undefined,
  };
}

const noSuchKey = (Key: string) => new AwsError('NoSuchKey', 'The specified key does not exist.', 404, { Key });

function keysIn(root: string): string[] {
  if (!existsSync(root)) return [];
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((each) => each.isFile())
    .map((each) =>
      join(each.parentPath, each.name)
        .slice(root.length + 1)
        .split(sep)
        .join('/'),
    )
    .filter((each) => !each.startsWith(`${FACTS}/`) && !each.endsWith('.new'))
    .sort();
}
