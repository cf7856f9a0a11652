import { drillStanding } from '../../domain/inspection/drill-standing.ts';
import type { Inspection } from '../../domain/inspection/inspection.ts';
import { inspectionTitle, verdictWords } from '../../domain/inspection/inspection-words.ts';
import { counted } from '../../domain/text/counted.ts';
import { firstFew } from '../../domain/text/first-few.ts';
import { printable } from '../../domain/text/printable.ts';

/** Of mails and cards. */
export const DRILL = inspectionTitle['break-glass'];

/** Named in the line; `rotation drill --show` has all of them. */
const NAMED = 5;

/**
 * How the drill of the quarter stands in the tenants of a cycle, in one line; none where the cycle has no tenant. It is there also where
 * nothing fails: whoever keeps the mail has a proof of each quarter.
 */
export function drillLines(
  tenants: readonly { readonly tenantId: string }[],
  results: readonly Inspection[],
  at: Date,
): readonly string[] {
  if (tenants.length === 0) return [];
  const { quarter, passed, failed, unknown, waived, missing } = drillStanding(tenants, results, at);
  const parts = [
    `${passed} of ${counted(tenants.length, 'tenant')} ${verdictWords.passed}`,
    failed.length === 0 ? '' : `${failed.length} ${verdictWords.failed}: ${firstFew(failed, NAMED)}`,
    unknown === 0 ? '' : `${unknown} ${verdictWords.unknown}`,
    waived === 0 ? '' : `${waived} ${verdictWords.waived}`,
    missing === 0 ? '' : `${missing} not looked at in this quarter yet`,
  ];
  return [printable(`${quarter}: ${parts.filter((each) => each !== '').join('; ')}`)];
}
