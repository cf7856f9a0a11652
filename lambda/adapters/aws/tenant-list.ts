import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { TenantList } from '../../ports/cycle.ts';

export const tenantList = (client: S3Client, bucket: string): TenantList => ({
  async write(cycleId, tenants) {
    const key = `cycles/${cycleId}/tenants.json`;
    await client.send(
      new PutObjectCommand({
        Bucket: bucket,
        Key: key,
        Body: JSON.stringify(tenants),
        ContentType: 'application/json',
      }),
    );
    return { bucket, key };
  },
});
