import type { PortalContext, PortalSettings } from '../environment.ts';
import { notFoundPage } from '../notices.tsx';
import { show } from '../pages.tsx';
import type { PathParameters } from '../path-parameters.ts';
import { asksForCsv, csvAnswer } from '../tables/csv-answer.ts';
import type { Visitor } from '../visitor.ts';
import { populationColumns } from './csv-table.ts';
import { type ReportPorts, reportFor } from './report.ts';
import { reportPage, tooLargePage } from './report-page.tsx';

/** One customer in one cycle, as the records tell it. */
export async function showReport(
  c: PortalContext,
  settings: PortalSettings,
  ports: ReportPorts,
  visitor: Visitor,
  { cycleId, tenantId }: PathParameters,
): Promise<Response> {
  const tenant = visitor.tenants.find((each) => each.tenantId === tenantId);
  const report =
    cycleId === undefined || tenant === undefined
      ? undefined
      : await reportFor(ports, visitor, cycleId, tenant.tenantId);
  if (report === undefined || tenant === undefined) return show(c, settings, notFoundPage);
  if (report === 'too-large') return show(c, settings, tooLargePage(cycleId ?? ''));
  if (!asksForCsv(c)) return show(c, settings, reportPage(report, tenant.tenantId, tenant.displayName));
  const accounts = report.tenants.flatMap((each) => each.accounts);
  return csvAnswer(c, `${report.cycleId}-${tenant.name}-report`, populationColumns, accounts);
}
