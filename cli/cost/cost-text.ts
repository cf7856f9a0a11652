import type { Estate } from '../../config/estate.ts';
import { counted } from '../../lambda/domain/text/counted.ts';
import { countedCalls } from './counted-calls.ts';
import {
  baselineCost,
  type CostLine,
  type CostSetting,
  dollarsOf,
  monthlyCost,
  type Retention,
} from './monthly-cost.ts';
import { PRICED_REGION, PRICES_AS_OF } from './prices.ts';

/** What the table shows, for scripts. */
export interface CostReport {
  readonly tenants: number;
  readonly accounts: number;
  readonly cyclesPerMonth: number;
  readonly prices: { readonly asOf: string; readonly region: string };
  readonly keep: readonly CostLine[];
  readonly untilStored: readonly CostLine[];
  readonly untilStoredDays: number;
  readonly baseline: readonly CostLine[];
}

export function costReport(size: Omit<CostSetting, 'retention'>, untilStoredDays: number): CostReport {
  const with_ = (retention: Retention) => monthlyCost({ ...size, retention });
  return {
    ...size,
    prices: { asOf: PRICES_AS_OF, region: PRICED_REGION },
    keep: with_({ credentials: 'keep' }),
    untilStored: with_({ credentials: 'until-stored', days: untilStoredDays }),
    untilStoredDays,
    baseline: baselineCost({ ...size, retention: { credentials: 'keep' } }),
  };
}

export function costLines(report: CostReport): readonly string[] {
  const { keep, untilStored, baseline, accounts, tenants } = report;
  const secrets = keep[0]?.dollars ?? 0;
  const total = dollarsOf(keep);
  return [
    `${counted(tenants, 'tenant')}, ${counted(accounts, 'account')}, cycles a month: ${round(report.cyclesPerMonth)}; dollars a month`,
    `List prices of ${PRICED_REGION}, ${PRICES_AS_OF}, no free tier; calls counted on ${countedCalls.countedOn}`,
    '',
    row('', 'keep', `until-stored (${report.untilStoredDays} days)`),
    ...keep.map(({ service, what, dollars }, i) =>
      row(`${service}: ${what}`, money(dollars), money(untilStored[i]?.dollars ?? 0)),
    ),
    row('together', money(total), money(dollarsOf(untilStored))),
    row('per account', money(total / accounts, 4), money(dollarsOf(untilStored) / accounts, 4)),
    '',
    row('one AWS rotation function per secret', money(dollarsOf(baseline)), ''),
    '',
    `One secret per account is ${((100 * secrets) / total).toFixed(1)} % of what keeping them costs.`,
  ];
}

/** Whose passwords are in the MSP's vault without anybody's doing: their copies in AWS may go soon. */
export function whoCouldChange({ tenants, retention }: Pick<Estate, 'tenants' | 'retention'>): readonly string[] {
  const byVault = tenants.filter(({ handOver }) => [handOver.admin, handOver.service].some((each) => each !== 'link'));
  if (retention.credentials === 'until-stored') {
    return [
      `The estate says until-stored: passwords go ${retention.days} days after they are known to be in the vault.`,
    ];
  }
  return [
    `The estate says keep. With until-stored a password goes some days after it is known to be in the vault: see docs/passwords.md first.`,
    byVault.length === 0
      ? 'No tenant is handed over by the vault: each password would stay until a technician confirms that it is stored.'
      : `${byVault.length} of ${tenants.length} tenants are handed over by the vault, and need nobody's confirmation: ${byVault.map(({ name }) => name).join(', ')}.`,
  ];
}

const money = (dollars: number, digits = 2) => dollars.toFixed(digits);
const round = (value: number) => Math.round(value * 100) / 100;
const row = (what: string, keep: string, untilStored: string) =>
  `${what.padEnd(56)}${keep.padStart(12)}${untilStored.padStart(24)}`.trimEnd();
