import { floorSeconds } from '../../cli/capacity/needed-quotas.ts';
import { estimatedCounts } from '../../cli/cost/estimate.ts';
import type { ScaleFigures } from './run.ts';

/** As agreed for every size. */
const MOST_OVER_FLOOR = 1.2;
const MOST_TRIES = 5;
const MOST_MB = 2_048;
const MOST_OFF = 0.1;
/** Errors by which AWS says that it was asked too often. */
const THROTTLED =
  /Throttl|TooManyRequests|LimitExceeded|RequestLimit|ProvisionedThroughput|AWSStepFunctionsException|SfnException/;
/** A bucket empties at once, and the last of those in line still has its steps to go: seconds, whatever the size. */
const LAST_STEPS_SECONDS = 120;

export interface Size {
  readonly tenants: number;
  /** Of all tenants together. */
  readonly accounts: number;
}

/** @returns what to print, and what is not as it should be */
export function reportOf(figures: ScaleFigures, size: Size) {
  const { accounts } = size;
  const floor = floorSeconds(accounts);
  const { counts, retries, secondsToRotate, peak } = figures;
  const throttled = Object.entries(retries).filter(([error]) => THROTTLED.test(error));
  const most = Math.max(0, ...throttled.map(([, each]) => each.most));
  const estimate = estimatedCounts(size);
  const calls = (of: Readonly<Record<string, number>>) =>
    Object.entries(of).reduce((sum, [name, count]) => sum + (name.includes(':') ? count : 0), 0);
  const off = calls(estimate) / calls(counts) - 1;
  const problems = [
    ...(figures.rotated === accounts ? [] : [`${figures.rotated} of ${accounts} accounts were rotated`]),
    ...(secondsToRotate <= MOST_OVER_FLOOR * floor + LAST_STEPS_SECONDS ? [] : ['it took too long']),
    ...(most <= MOST_TRIES ? [] : [`a throttled call was tried again ${most} times`]),
    ...(peak.own < MOST_MB ? [] : [`${peak.own.toFixed(0)} MB`]),
    ...(Math.abs(off) <= MOST_OFF ? [] : ['the estimate of `rotation cost` is off']),
  ];
  const each = (name: string) => ((counts[name] ?? 0) / accounts).toFixed(2);
  const lines = [
    `${size.tenants} tenants, ${accounts} accounts`,
    `  all asked for after ${figures.minutesToAsk.toFixed(1)} minutes of the clock`,
    `  from the first approval: all outcomes after ${Math.round(secondsToRotate)} s, the cycle closed after ${Math.round(figures.secondsToClose)} s`,
    `  floor: Secrets Manager's 50 writes of versions and labels per second, ${Math.round(floor)} s; ${(secondsToRotate / floor).toFixed(2)} times that`,
    `  per account: ${(calls(counts) / accounts).toFixed(1)} calls of AWS, ${each('state transitions')} transitions, ` +
      `${each('write units')} write units, ${each('bytes of logs')} bytes of logs, ${(sumOf(figures.microsoft) / accounts).toFixed(1)} requests to Microsoft`,
    `  throttled calls: ${JSON.stringify(figures.refused)}; tried again: ${JSON.stringify(Object.fromEntries(throttled))}`,
    `  estimated calls ${Math.round(calls(estimate))}, counted ${calls(counts)}: ${(100 * off).toFixed(1)} %`,
    `  this process: ${peak.own.toFixed(0)} MB at most (${peak.resident.toFixed(0)} with files that the system keeps in memory), ${((peak.own * 1_024) / accounts).toFixed(0)} KB per account; ${figures.realSeconds} s of real time`,
    ...problems.map((problem) => `  NOT AS IT SHOULD BE: ${problem}`),
  ];
  return { text: lines.join('\n'), problems };
}

const sumOf = (counts: Readonly<Record<string, number>>) => Object.values(counts).reduce((sum, each) => sum + each, 0);
