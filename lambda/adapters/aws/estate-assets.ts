import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { EstateAssets } from '../../ports/estates.ts';

/** What a deployment has put into the bucket of assets. */
export const estateAssets = (s3: S3Client): EstateAssets => ({
  async read(bucket, key) {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    return (await Body?.transformToString()) ?? '';
  },
});
