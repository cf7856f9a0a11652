/** When the prices were written down, and for which Region; others ask more for some services. Look at AWS's pages before you rely on one. */
export const PRICES_AS_OF = '2026-11-30';
export const PRICED_REGION = 'us-east-1';

/** List prices in US dollars, without free tiers and discounts. */
export interface Prices {
  /** aws.amazon.com/secrets-manager/pricing: per secret and month, and per API call. */
  readonly perSecretMonth: number;
  readonly perSecretCall: number;
  /** aws.amazon.com/step-functions/pricing: standard workflows, per state transition. */
  readonly perTransition: number;
  /** aws.amazon.com/lambda/pricing: arm64. */
  readonly perGbSecond: number;
  readonly perInvocation: number;
  /** aws.amazon.com/dynamodb/pricing: on demand, per request unit. */
  readonly perWriteUnit: number;
  readonly perReadUnit: number;
  readonly tablePerGbMonth: number;
  readonly recoveryPerGbMonth: number;
  /** Export to S3, full or incremental, per GB of table data or of changes. */
  readonly exportPerGb: number;
  /** An incremental export is billed as 10 MB at least. */
  readonly smallestIncrementalGb: number;
  /** aws.amazon.com/s3/pricing: S3 Standard, first 50 TB, per GB and month. */
  readonly standardPerGbMonth: number;
  /** S3 Glacier Instant Retrieval, per GB and month; no object is billed as smaller than 128 KB. */
  readonly coolPerGbMonth: number;
  readonly perPut: number;
  readonly perGet: number;
  /** aws.amazon.com/kms/pricing: a customer's key, a request, and a signature by an ECC key. */
  readonly perKeyMonth: number;
  readonly perKeyCall: number;
  readonly perSignature: number;
  /** aws.amazon.com/sqs/pricing: standard queues. */
  readonly perQueueCall: number;
  /** aws.amazon.com/ses/pricing. */
  readonly perMail: number;
  /** aws.amazon.com/api-gateway/pricing: HTTP APIs. */
  readonly perPageRequest: number;
  /** aws.amazon.com/cloudwatch/pricing: logs that come in, a standard alarm, and a custom metric (of the first 10,000). */
  readonly perLogGb: number;
  readonly perAlarmMonth: number;
  readonly perMetricMonth: number;
}

export const prices: Prices = {
  perSecretMonth: 0.4,
  perSecretCall: 0.05 / 10_000,
  perTransition: 0.025 / 1_000,
  perGbSecond: 0.0000133334,
  perInvocation: 0.2 / 1_000_000,
  perWriteUnit: 0.625 / 1_000_000,
  perReadUnit: 0.125 / 1_000_000,
  tablePerGbMonth: 0.25,
  recoveryPerGbMonth: 0.2,
  exportPerGb: 0.1,
  smallestIncrementalGb: 0.01,
  standardPerGbMonth: 0.023,
  coolPerGbMonth: 0.004,
  perPut: 0.005 / 1_000,
  perGet: 0.0004 / 1_000,
  perKeyMonth: 1,
  perKeyCall: 0.03 / 10_000,
  perSignature: 0.15 / 10_000,
  perQueueCall: 0.4 / 1_000_000,
  perMail: 0.1 / 1_000,
  perPageRequest: 1 / 1_000_000,
  perLogGb: 0.5,
  perAlarmMonth: 0.1,
  perMetricMonth: 0.3,
};
