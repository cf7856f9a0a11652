import { counted } from '../../lambda/domain/text/counted.ts';
import { printable } from '../../lambda/domain/text/printable.ts';
import { columns } from '../operator/terminal-text.ts';
import type { Check } from './check.ts';
import type { Examination } from './examine-tenant.ts';

const marks: Readonly<Record<Check['state'], string>> = { ok: 'ok', warn: 'warn', failed: 'FAILED' };

/**
 * What doctor found, tenant by tenant, each failure with what to do about it.
 *
 * @param unfound  what is wrong with the estate as a whole, in sentences
 */
export function reportText(examinations: readonly Examination[], unfound: readonly string[] = []): string {
  const notReady = examinations.filter(({ ready }) => !ready).map(({ tenant }) => tenant);
  const end =
    notReady.length === 0
      ? `${counted(examinations.length, 'tenant')} ready.`
      : `${notReady.length} of ${counted(examinations.length, 'tenant')} not ready: ${notReady.join(', ')}.`;
  const lines = [...examinations.flatMap((each) => [...tenantLines(each), '']), ...unfound.map(printable), end];
  return `${lines.join('\n')}\n`;
}

function tenantLines({ tenant, displayName, tenantId, ready, checks }: Examination): string[] {
  const lines = columns(
    checks.map((each) => [marks[each.state], each.name, each.detail]),
    '  ',
  );
  const looks = checks.filter(({ state }) => state === 'warn').length;
  const verdict = ready ? `ready${looks === 0 ? '' : `, with ${counted(looks, 'thing')} to warn at`}` : 'NOT READY';
  return [
    `${printable(displayName)} (${tenant}, ${tenantId}): ${verdict}`,
    ...checks.flatMap(({ next }, i) => [
      lines[i] ?? '',
      ...(next === undefined ? [] : [`            → ${printable(next)}`]),
    ]),
  ];
}
