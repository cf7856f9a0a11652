import { type BucketSize, type Clock, TokenBucket } from '@m365-rotation/loopback';
import type { AwsError, Call } from './service.ts';
import { throttledBy } from './throttling.ts';

/** One quota of an account and Region, and the calls that share it. */
export interface AwsQuota {
  readonly name: string;
  /** `service:Action`. */
  readonly calls: readonly string[];
  readonly size: BucketSize;
  /** What the service says, if not what it says of any throttled call. */
  readonly message?: string;
}

const SECONDS_PER_DAY = 86_400;

/** Where a bucket is told as a rate alone, one second's worth is taken for its size. */
const perSecond = (rate: number): BucketSize => ({ capacity: rate, perSecond: rate });

/** What SES's sandbox lets through. */
const sandboxQuotas: readonly AwsQuota[] = [
  { name: 'mails per second', calls: ['ses:SendEmail'], size: perSecond(1) },
  {
    name: 'mails per day',
    calls: ['ses:SendEmail'],
    size: { capacity: 200, perSecond: 200 / SECONDS_PER_DAY },
    message: 'Daily message quota exceeded.',
  },
];

/** The same quotas, with those of SES's sandbox. */
export const withSandbox = (quotas: readonly AwsQuota[]): readonly AwsQuota[] => [
  ...quotas,
  ...sandboxQuotas.filter(({ name }) => !quotas.some((each) => each.name === name)),
];

/**
 * The quotas that a cycle can meet, as a new account has them in most Regions.
 *
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_limits.html
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
 * @see https://docs.aws.amazon.com/ses/latest/dg/quotas.html (the sandbox)
 */
export const accountQuotas: readonly AwsQuota[] = [
  {
    name: 'secret versions',
    calls: ['PutSecretValue', 'UpdateSecret', 'UpdateSecretVersionStage'].map((each) => `secretsmanager:${each}`),
    size: perSecond(50),
  },
  { name: 'new secrets', calls: ['secretsmanager:CreateSecret'], size: perSecond(50) },
  { name: 'starts', calls: ['states:StartExecution'], size: { capacity: 800, perSecond: 150 } },
  ...sandboxQuotas,
];

/** Starts of executions in us-east-1, us-west-2 and eu-west-1. */
export const LARGE_REGION_STARTS: BucketSize = { capacity: 1_300, perSecond: 300 };

/** The same quotas with other sizes, by name; `undefined` leaves a quota out. */
export const quotasWith = (sizes: Readonly<Record<string, BucketSize | undefined>>): readonly AwsQuota[] =>
  accountQuotas.flatMap((each) => {
    const size = each.name in sizes ? sizes[each.name] : each.size;
    return size === undefined ? [] : [{ ...each, size }];
  });

/** Refuses calls that come faster than an account may make them, whoever makes them. */
export class QuotaGate {
  private readonly gates: readonly { readonly quota: AwsQuota; readonly bucket: TokenBucket }[];
  private readonly counts = new Map<string, number>();

  constructor(quotas: readonly AwsQuota[], clock: Pick<Clock, 'elapsed'>) {
    this.gates = quotas.map((quota) => ({ quota, bucket: new TokenBucket(quota.size, clock) }));
  }

  /** @returns the error of a call that comes too fast; else the call has taken its part of the quota */
  refusalOf({ service, action }: Pick<Call, 'service' | 'action'>): AwsError | undefined {
    for (const { quota, bucket } of this.gates) {
      if (!quota.calls.includes(`${service}:${action}`) || bucket.take() === 0) continue;
      this.counts.set(quota.name, (this.counts.get(quota.name) ?? 0) + 1);
      return throttledBy(service, quota.message);
    }
    return undefined;
  }

  /** Name of the quota → how many calls it refused. */
  refused(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.counts);
  }
}
