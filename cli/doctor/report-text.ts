import { counted } from '../../lambda/domain/text/counted.ts';
import { printable } from '../../lambda/domain/text/printable.ts';
import { columns } from '../operator/terminal-text.ts';
import type { AccountExamination } from './aws/examine-account.ts';
import type { Check } from './check.ts';
import type { Examination } from './examine-tenant.ts';
import { leftToDo } from './left-to-do.ts';
import type { PsaExamination } from './psa/examine-psa.ts';

const marks: Readonly<Record<Check['state'], string>> = { ok: 'ok', warn: 'warn', failed: 'FAILED' };

/**
 * What doctor found, tenant by tenant, each failure with what to do about it.
 *
 * @param unfound  what is wrong with the estate as a whole, in sentences
 * @param psa  left out: the estate has none
 */
export function reportText(
  examinations: readonly Examination[],
  unfound: readonly string[] = [],
  psa?: PsaExamination,
): string {
  const notReady = examinations.filter(({ ready }) => !ready).map(({ tenant }) => tenant);
  const end =
    notReady.length === 0
      ? `${counted(examinations.length, 'tenant')} ready.`
      : `${notReady.length} of ${counted(examinations.length, 'tenant')} not ready: ${notReady.join(', ')}.`;
  const lines = [
    ...examinations.flatMap((each) => [...tenantLines(each), '']),
    ...(psa === undefined ? [] : [...psaLines(psa), '']),
    ...unfound.map(printable),
    end,
  ];
  return `${lines.join('\n')}\n`;
}

/** What doctor found in the AWS account. */
export function accountText({ account, region, stackName, ready, checks }: AccountExamination): string {
  const title = `AWS account ${account}, ${region}, ${stackName}: ${verdictOf(ready, checks)}`;
  return `${[title, ...checkLines(checks)].join('\n')}\n`;
}

const tenantLines = ({ tenant, displayName, tenantId, ready, checks }: Examination): string[] => [
  `${printable(displayName)} (${tenant}, ${tenantId}): ${verdictOf(ready, checks)}`,
  ...checkLines(checks),
  ...leftLines(checks),
];

const leftLines = (checks: readonly Check[]): string[] => {
  const left = leftToDo(checks);
  return left.length === 0 ? [] : ['  Left to do, in this order:', ...left.map((line) => `    ${line}`)];
};

const psaLines = ({ system, endpoint, ready, checks }: PsaExamination): string[] => [
  `Tickets in ${system} (${endpoint}): ${verdictOf(ready, checks)}`,
  ...checkLines(checks),
];

function verdictOf(ready: boolean, checks: readonly Check[]): string {
  const looks = checks.filter(({ state }) => state === 'warn').length;
  return ready ? `ready${looks === 0 ? '' : `, with ${counted(looks, 'thing')} to warn at`}` : 'NOT READY';
}

function checkLines(checks: readonly Check[]): string[] {
  const lines = columns(
    checks.map((each) => [marks[each.state], each.name, each.detail]),
    '  ',
  );
  return checks.flatMap(({ next }, i) => [
    lines[i] ?? '',
    ...(next === undefined ? [] : [`            → ${printable(next)}`]),
  ]);
}
