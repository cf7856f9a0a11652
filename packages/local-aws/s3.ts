import { readFileSync } from 'node:fs';
import type { OtherBucket } from './account.ts';
import { inputOf } from './input.ts';
import { Bucket } from './s3/bucket.ts';
import { inputs } from './s3/inputs.ts';
import { listed } from './s3/listed.ts';
import { AwsError, type Service, type ServiceContext } from './service.ts';
import type { Upload } from './template/assembly.ts';
import type { BucketDeclaration } from './template/declarations.ts';

export interface S3 extends Service {
  /** Puts the files of a deployment into the bucket of assets. */
  upload(uploads: readonly Upload[]): void;
}

/**
 * S3, as far as the product needs it: whole objects, conditional puts, versions, listings. Nothing here deletes, so that a
 * lock has nothing to forbid; it is recorded.
 *
 * @param uploads  what a deployment puts into the bucket of assets
 * @param otherBuckets  those of other accounts, as they are when it is asked
 */
export async function startS3(
  context: ServiceContext,
  declared: readonly BucketDeclaration[],
  uploads: readonly Upload[] = [],
  otherBuckets: () => readonly OtherBucket[] = () => [],
): Promise<S3> {
  const buckets = new Map(declared.map((each) => [each.name, new Bucket(each, context)]));
  const upload = (files: readonly Upload[]): void => {
    for (const { bucket: name, key, path } of files) {
      const bucket = buckets.get(name) ?? new Bucket(bucketOfAssets(name), context);
      buckets.set(name, bucket);
      bucket.put(key, readFileSync(path), {});
    }
  };
  upload(uploads);
  const find = ({
    Bucket: name,
    ExpectedBucketOwner: owner,
  }: {
    Bucket: string;
    ExpectedBucketOwner?: string | undefined;
  }) => {
    const other = otherBuckets().find((each) => each.name === name);
    const bucket = other === undefined ? buckets.get(name) : new Bucket(bucketOf(other), context);
    if (bucket === undefined) {
      throw new AwsError('NoSuchBucket', 'The specified bucket does not exist', 404, { BucketName: name });
    }
    const isOwner = owner === undefined || owner === (other?.account ?? context.accountId);
    if (!isOwner) throw new AwsError('AccessDenied', 'Access Denied', 403);
    return bucket;
  };

  return {
    name: 's3',
    upload,
    actions: {
      async PutObject(input) {
        const put = inputOf(inputs.PutObject, input);
        const bucket = find(put);
        if (put.IfNoneMatch === '*' && bucket.find(put.Key) !== undefined) {
          const message = 'At least one of the pre-conditions you specified did not hold';
          throw new AwsError('PreconditionFailed', message, 412, { Condition: 'If-None-Match' });
        }
        const { Bucket: _, Key, Body, IfNoneMatch: __, ExpectedBucketOwner: ___, ...given } = put;
        const { ETag, VersionId, ChecksumCRC32 } = bucket.put(Key, Body, given);
        return { ETag, VersionId, ChecksumCRC32, ServerSideEncryption: 'AES256' };
      },

      async GetObject(input) {
        const get = inputOf(inputs.GetObject, input);
        const { content, facts } = find(get).get(get.Key, get.VersionId);
        return { ...facts, Body: content.toString('base64'), ContentLength: content.length };
      },

      async HeadObject(input) {
        const get = inputOf(inputs.GetObject, input);
        const { Size: ContentLength, ...facts } = find(get).describe(get.Key, get.VersionId);
        return { ...facts, ContentLength };
      },

      async ListObjectsV2(input) {
        const { Prefix, Delimiter, MaxKeys, ContinuationToken, StartAfter, ...where } = inputOf(
          inputs.ListObjectsV2,
          input,
        );
        const bucket = find(where);
        const entries = listed(bucket.keys(), { prefix: Prefix, delimiter: Delimiter });
        const after = entries.filter((each) => each.name > (ContinuationToken ?? StartAfter ?? ''));
        const page = after.slice(0, Math.min(MaxKeys, 1000));
        const last = page.at(-1);
        const folders = page.filter(({ isFolder }) => isFolder);
        return {
          Name: where.Bucket,
          Prefix,
          ...(Delimiter === undefined ? {} : { Delimiter }),
          MaxKeys,
          KeyCount: page.length,
          IsTruncated: after.length > page.length,
          ...(after.length > page.length && last !== undefined ? { NextContinuationToken: last.name } : {}),
          Contents: page
            .filter(({ isFolder }) => !isFolder)
            .map(({ name: Key }) => {
              const { ETag, Size, LastModified } = bucket.describe(Key);
              return { Key, ETag, Size, LastModified, StorageClass: 'STANDARD' };
            }),
          ...(folders.length === 0 ? {} : { CommonPrefixes: folders.map(({ name }) => ({ Prefix: name })) }),
        };
      },
    },

    requirementsOf({ action, input }) {
      const { Bucket: name, Key, VersionId } = inputOf(inputs.any, input);
      const bucket = find({ Bucket: name });
      const { arn } = bucket.declared;
      const list = { action: 's3:ListBucket', resource: arn, context: { 's3:prefix': String(input.Prefix ?? '') } };
      if (Key === undefined) return [list];
      const resource = `${arn}/${Key}`;
      if (action === 'PutObject') {
        const locked = input.ObjectLockMode !== undefined || input.ObjectLockRetainUntilDate !== undefined;
        return [
          { action: 's3:PutObject', resource },
          ...(locked ? [{ action: 's3:PutObjectRetention', resource }] : []),
        ];
      }
      const get = { action: VersionId === undefined ? 's3:GetObject' : 's3:GetObjectVersion', resource };
      // Whoever may not list a bucket is not told that an object is missing, but that access is denied.
      return bucket.find(Key) === undefined ? [get, list] : [get];
    },

    close: async () => undefined,
  };
}

/** One that no template here declares. */
const elsewhere = (name: string, settings: Pick<BucketDeclaration, 'versioned' | 'objectLock'>): BucketDeclaration => ({
  logicalId: name,
  name,
  arn: `arn:aws:s3:::${name}`,
  ...settings,
});
/** As the CDK's bootstrapping makes it, but for its versions: its objects are named by their content. */
const bucketOfAssets = (name: string) => elsewhere(name, { versioned: false, objectLock: false });
/** As whoever keeps copies for others makes it. */
const bucketOf = ({ name }: OtherBucket) => elsewhere(name, { versioned: true, objectLock: true });
