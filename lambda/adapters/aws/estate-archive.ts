import { GetObjectCommand, PutObjectCommand, type S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import { estateKey } from '../../../contract/audit-bucket.ts';
import type { EstateArchive } from '../../ports/estates.ts';

/** Estates in the locked bucket. Whatever is there already stays: its name says what it holds. */
export const estateArchive = (s3: S3Client, bucket: string): EstateArchive => ({
  async store(hash, canonical) {
    const object = { Bucket: bucket, Key: estateKey(hash), Body: canonical, ContentType: 'application/json' };
    try {
      await s3.send(new PutObjectCommand({ ...object, IfNoneMatch: '*' }));
    } catch (error) {
      if (!(error instanceof S3ServiceException && error.name === 'PreconditionFailed')) throw error;
    }
  },
  async read(hash) {
    try {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: estateKey(hash) }));
      return JSON.parse((await Body?.transformToString()) ?? '');
    } catch (error) {
      // Who may not list a bucket is denied what is not there.
      const isAbsent = error instanceof S3ServiceException && ['NoSuchKey', 'AccessDenied'].includes(error.name);
      if (isAbsent || error instanceof SyntaxError) return undefined;
      throw error;
    }
  },
});
