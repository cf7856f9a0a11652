/**
 * List prices of AWS in US dollars, us-east-1, without free tiers and discounts; other Regions cost up to a third more. From AWS's pricing pages, as they
 * stood in 2026: look there before you rely on one.
 */
export const prices = {
  /** aws.amazon.com/dynamodb/pricing: export to S3, full or incremental, per GB of table data or of changes. */
  exportPerGb: 0.1,
  /** An incremental export is billed as 10 MB at least. */
  smallestIncrementalGb: 0.01,
  /** aws.amazon.com/s3/pricing: S3 Standard, first 50 TB, per GB and month. */
  standardPerGbMonth: 0.023,
  /** S3 Glacier Instant Retrieval, per GB and month; no object is billed as smaller than 128 KB. */
  coolPerGbMonth: 0.004,
  perPut: 0.005 / 1_000,
  perGet: 0.0004 / 1_000,
  /** A lifecycle transition into S3 Glacier Instant Retrieval. */
  perTransition: 0.02 / 1_000,
  /** aws.amazon.com/lambda/pricing: arm64. */
  perGbSecond: 0.0000133334,
  perInvocation: 0.2 / 1_000_000,
  /** aws.amazon.com/dynamodb/pricing: Lambda's own reads of a stream are free. */
  perStreamReadByLambda: 0,
  /** aws.amazon.com/kms/pricing: a customer's key, and a signature by an ECC key. */
  perKeyMonth: 1,
  perSignature: 0.15 / 10_000,
} as const;
