import { csvOf } from '../../../lambda/adapters/csv.ts';
import { ocsfEventsOf } from '../../../lambda/domain/audit/ocsf/event.ts';
import type { CycleReport } from '../../../lambda/domain/audit/report/cycle-report.ts';
import { printableJson } from '../../../lambda/domain/text/printable.ts';
import type { EvidenceVerdict } from './evidence-verdict.ts';
import { htmlReport } from './html/document.tsx';
import { linesOf, populationColumns } from './report-columns.ts';

export const reportFormats = ['html', 'csv', 'json', 'ocsf'] as const;
export type ReportFormat = (typeof reportFormats)[number];

export interface ReportParts {
  readonly report: CycleReport;
  readonly evidence: EvidenceVerdict;
  /** Time of the newest record of the folder, as a person reads it. */
  readonly asOf: string;
  /** The records that become events; only OCSF wants them. */
  readonly records: Parameters<typeof ocsfEventsOf>[0];
}

/** Version of the JSON form: it changes when a member is renamed or removed, not when one is added. */
const SCHEMA = 1;

export function reportText(format: ReportFormat, { report, evidence, asOf, records }: ReportParts): string {
  switch (format) {
    case 'html':
      return htmlReport(report, evidence, asOf);
    case 'csv':
      return csvOf(populationColumns, linesOf(report));
    case 'json':
      return printableJson(`${JSON.stringify({ schema: SCHEMA, asOf, evidence, report }, null, 2)}\n`);
    case 'ocsf':
      // The opening of the cycle is not among one customer's records.
      return ocsfEventsOf(records, new Set(report.emergency ? [report.cycleId] : []))
        .map((each) => `${printableJson(JSON.stringify(each))}\n`)
        .join('');
  }
}
