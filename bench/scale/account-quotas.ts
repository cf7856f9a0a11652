import { type AwsQuota, quotasWith } from '@m365-rotation/local-aws';
import { type AnyFunctionName, anyFunctionNames, functionTable } from '../../contract/functions.ts';

/** What an account that is in use has in most Regions: out of SES's sandbox, and with the usual number of functions at once. */
export const LAMBDA_CONCURRENCY = 1_000;
export const scaleQuotas: readonly AwsQuota[] = [
  ...quotasWith({
    'mails per second': { capacity: 14, perSecond: 14 },
    'mails per day': { capacity: 50_000, perSecond: 50_000 / 86_400 },
  }),
  // Not published; the order of `GetActivityTask` in most Regions is taken.
  { name: 'answers to tokens', calls: ['states:SendTaskSuccess'], size: { capacity: 3_000, perSecond: 500 } },
];

/**
 * How long functions take besides their waits, in ms of the clock: what waiting for AWS and Graph comes to. The pages take none: a
 * technician who waits for one is no part of what is measured.
 */
export function takesMs(logicalId: string): number {
  const name = functionOf(logicalId);
  // The estate is published before the clock goes.
  if (name === undefined || name === 'publish-estate' || functionTable[name].routes !== undefined) return 0;
  return name === 'discover-tenant' ? DISCOVERY_MS : USUAL_MS;
}

const DISCOVERY_MS = 5_000;
const USUAL_MS = 1_500;

/** The function of the table that has this logical id. */
export const functionOf = (logicalId: string): AnyFunctionName | undefined =>
  anyFunctionNames.find((name) => logicalId.startsWith(`Functions${name.replaceAll('-', '')}Function`));
