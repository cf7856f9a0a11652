import * as z from 'zod';

const Bucket = z.string();
const ExpectedBucketOwner = z.string().optional();
const Key = z
  .string()
  .min(1)
  .refine((key) => Buffer.byteLength(key) <= 1024, 'longer than 1,024 bytes');
/** The protocol gives texts, SDK calls inside this process dates. */
const instant = z
  .union([z.iso.datetime({ offset: true }), z.date()])
  .transform((given) => new Date(given).toISOString());

export const inputs = {
  PutObject: z.strictObject({
    Bucket,
    Key,
    ExpectedBucketOwner,
    Body: z
      .string()
      .default('')
      .transform((text) => Buffer.from(text, 'base64')),
    IfNoneMatch: z.literal('*').optional(),
    CacheControl: z.string().optional(),
    ContentDisposition: z.string().optional(),
    ContentEncoding: z.string().optional(),
    ContentType: z.string().optional(),
    Metadata: z.record(z.string(), z.string()).optional(),
    ServerSideEncryption: z.literal('AES256').optional(),
    /** Checked by the protocol already. */
    ChecksumCRC32: z.string().optional(),
    ObjectLockMode: z.enum(['GOVERNANCE', 'COMPLIANCE']).optional(),
    ObjectLockRetainUntilDate: instant.optional(),
  }),
  GetObject: z.strictObject({ Bucket, Key, ExpectedBucketOwner, VersionId: z.string().optional() }),
  ListObjectsV2: z.strictObject({
    Bucket,
    ExpectedBucketOwner,
    Prefix: z.string().default(''),
    Delimiter: z.string().min(1).optional(),
    StartAfter: z.string().optional(),
    MaxKeys: z.int().min(0).default(1000),
    ContinuationToken: z.string().optional(),
    EncodingType: z.literal('url').optional(),
  }),
  any: z.object({ Bucket, Key: Key.optional(), VersionId: z.string().optional() }),
};
