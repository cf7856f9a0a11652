import { GetObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import * as z from 'zod';
import { cycleEndsKey } from '../../../contract/audit-bucket.ts';
import { chainHeadSchema } from '../../domain/audit/audit-record.ts';
import type { CycleEndsStore } from '../../ports/checkpoints.ts';

const stored = z.strictObject({ closedAt: z.iso.datetime(), heads: z.array(chainHeadSchema) });

/** What the seal of a cycle must reach, in the work bucket: 50,000 chains are too many for the state of a workflow. */
export const cycleEnds = (s3: S3Client, bucket: string): CycleEndsStore => ({
  async write(cycleId, ends) {
    const Body = JSON.stringify(stored.parse(ends));
    await s3.send(
      new PutObjectCommand({ Bucket: bucket, Key: cycleEndsKey(cycleId), Body, ContentType: 'application/json' }),
    );
  },
  async read(cycleId) {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: cycleEndsKey(cycleId) }));
    return stored.parse(JSON.parse((await Body?.transformToString()) ?? ''));
  },
});
