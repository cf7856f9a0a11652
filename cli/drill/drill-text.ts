import type { EstateTenant } from '../../config/estate.ts';
import type { Inspection, InspectionKind, Verdict } from '../../lambda/domain/inspection/inspection.ts';
import { findingLine, inspectionTitle, verdictWords } from '../../lambda/domain/inspection/inspection-words.ts';
import { counted } from '../../lambda/domain/text/counted.ts';

/** A tenant of the estate, and what was found there last; left out: nobody has looked yet. */
export interface TenantResult {
  readonly tenant: string;
  readonly displayName: string;
  readonly inspection?: Inspection;
}

export const resultsOf = (
  inspections: readonly Inspection[],
  tenants: readonly Pick<EstateTenant, 'name' | 'displayName' | 'tenantId'>[],
): readonly TenantResult[] =>
  tenants.map(({ name, displayName, tenantId }) => {
    const inspection = inspections.find((each) => each.tenantId === tenantId);
    return { tenant: name, displayName, ...(inspection === undefined ? {} : { inspection }) };
  });

/** What fails comes first, with every finding; of what passed only the number is told, for there may be a thousand. */
export function drillText(kind: InspectionKind, results: readonly TenantResult[]): string {
  const of = (verdict: Verdict) => results.filter(({ inspection }) => inspection?.verdict === verdict);
  const unseen = results.filter(({ inspection }) => inspection === undefined);
  const shown = [...of('failed'), ...of('unknown'), ...of('passed').filter(hasFindings)];
  const sums = (['failed', 'unknown', 'passed', 'waived'] as const).flatMap((verdict) =>
    of(verdict).length === 0 ? [] : [`${of(verdict).length} ${verdictWords[verdict]}`],
  );
  return [
    `${inspectionTitle[kind]} of ${counted(results.length, 'tenant')}: ${[...sums, ...(unseen.length === 0 ? [] : [`${unseen.length} not looked at yet`])].join(', ')}.`,
    ...shown.flatMap(tenantLines),
    '',
  ].join('\n');
}

const hasFindings = ({ inspection }: TenantResult) => (inspection?.findings.length ?? 0) > 0;

const tenantLines = ({ tenant, displayName, inspection }: TenantResult): readonly string[] =>
  inspection === undefined
    ? []
    : [
        `${displayName} (${tenant}): ${verdictWords[inspection.verdict]}, looked at ${inspection.at.slice(0, 16).replace('T', ' ')} UTC`,
        ...inspection.findings.map((each) => `  - ${findingLine(each)}`),
      ];
