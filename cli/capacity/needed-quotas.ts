import { PLACE_MS } from '../../lambda/domain/rotation/line.ts';
import { counted } from '../../lambda/domain/text/counted.ts';
import { type EstateSize, estimatedCounts } from '../cost/estimate.ts';

/** A quota of an account and Region, as Service Quotas calls it. */
export interface NeededQuota {
  readonly service: string;
  readonly name: string;
  /** Left out: Service Quotas does not list it, or nobody can raise it. */
  readonly code?: string;
  readonly serviceCode?: string;
  /** What an account has before it asks. */
  readonly default: number;
  readonly needed: number;
  readonly why: string;
}

/** Regions in which Step Functions lets more through. */
const LARGE_REGIONS = ['us-east-1', 'us-west-2', 'eu-west-1'];
const NEW_ACCOUNT_CONCURRENCY = 10;
const INVOCATION_SECONDS = 1.5;
/** All may be approved within a minute. */
const APPROVAL_SECONDS = 60;
/** All accounts should wait for a decision so soon. */
const START_SECONDS = 600;
/** Functions that a rotated account runs through. */
const STEPS = 6;
const MAILS_PER_TECHNICIAN = 3;

/**
 * What a cycle of this size needs so that Secrets Manager alone is its floor. Names, codes and defaults are those that Service Quotas lists.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_limits.html
 */
export function neededQuotas(
  size: EstateSize & { readonly technicians: number },
  region: string,
): readonly NeededQuota[] {
  const { tenants, accounts, technicians } = size;
  const isLarge = LARGE_REGIONS.includes(region);
  const rotationsPerSecond = Math.min(1_000 / PLACE_MS, accounts / APPROVAL_SECONDS);
  const approvalsPerSecond = accounts / APPROVAL_SECONDS;
  const starts = tenants + accounts + 1;
  const transitions = estimatedCounts(size)['state transitions'] ?? 0;
  const functions = (rotationsPerSecond * STEPS + approvalsPerSecond) * INVOCATION_SECONDS;
  const states = { service: 'AWS Step Functions', serviceCode: 'states' };
  const mail = { service: 'Amazon SES', serviceCode: 'ses' };
  return [
    {
      service: 'AWS Lambda',
      serviceCode: 'lambda',
      name: 'Concurrent executions',
      code: 'L-B99A9384',
      default: NEW_ACCOUNT_CONCURRENCY,
      needed: Math.max(100, Math.ceil(functions / 100) * 100),
      why: `${counted(ceil(approvalsPerSecond), 'approval')} and ${counted(ceil(rotationsPerSecond), 'rotation')} per second, ${STEPS} functions each; the usual default is 1,000, a new account has about ${NEW_ACCOUNT_CONCURRENCY}`,
    },
    {
      ...states,
      name: 'StartExecution throttle token bucket size',
      code: 'L-CE9F8059',
      default: isLarge ? 1_300 : 800,
      needed: Math.min(starts, isLarge ? 1_300 : 800),
      why: 'the rest starts as the bucket fills again',
    },
    {
      ...states,
      name: 'StartExecution throttle token refill rate per second',
      code: 'L-1B55A735',
      default: isLarge ? 300 : 150,
      needed: ceil(starts / START_SECONDS),
      why: `${starts} executions within ten minutes`,
    },
    {
      ...states,
      name: 'StateTransition throttle token refill rate per second',
      code: 'L-AD9B4E93',
      default: isLarge ? 5_000 : 800,
      needed: ceil(rotationsPerSecond * (transitions / accounts)),
      why: 'beyond it workflows wait, and nothing fails',
    },
    {
      ...states,
      name: 'SendTaskSuccess throttle token refill rate per second',
      code: 'L-EACE83FA',
      default: 500,
      needed: ceil(Math.max(0, accounts - 3_000) / APPROVAL_SECONDS),
      why: 'all approved within a minute; what is refused is sent again',
    },
    {
      ...states,
      name: 'Open executions',
      code: 'L-B8A5B662',
      default: 1_000_000,
      needed: starts,
      why: 'each account waits for its decision in one',
    },
    {
      ...mail,
      name: 'Sending quota',
      code: 'L-804C8AE8',
      default: 200,
      needed: MAILS_PER_TECHNICIAN * technicians + tenants,
      why: 'in 24 hours; 200 is the sandbox, which also sends to verified addresses alone: ask for production access',
    },
    {
      ...mail,
      name: 'Sending rate',
      code: 'L-CDEF9B6B',
      default: 1,
      needed: Math.max(1, ceil(technicians / APPROVAL_SECONDS)),
      why: 'in a second; requests to all technicians within a minute',
    },
    {
      service: 'AWS Secrets Manager',
      name: 'Secrets per Region',
      default: 500_000,
      needed: accounts,
      why: 'one per account',
    },
    {
      service: 'AWS Secrets Manager',
      name: 'Combined rate of PutSecretValue, UpdateSecret and UpdateSecretVersionStage',
      default: 50,
      needed: 50,
      why: `nobody can raise it: it is the floor, ${floorMinutes(accounts)} minutes after the approval`,
    },
  ];
}

/** Two writes for each rotation, at 50 per second. */
export const floorSeconds = (accounts: number): number => (2 * accounts) / 50;
const floorMinutes = (accounts: number) => Math.round((floorSeconds(accounts) / 60) * 10) / 10;
const ceil = (value: number) => Math.ceil(value - 1e-9);
