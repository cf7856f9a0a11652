import { type AuditRecord, auditActions } from '../../../lambda/domain/audit/audit-record.ts';
import { activities } from '../../../lambda/domain/audit/ocsf/activities.ts';
import { ofMaking, ofPasswords, recordsOfCycle } from '../../../lambda/domain/audit/report/cycle-records.ts';
import { type CycleReport, cycleReport } from '../../../lambda/domain/audit/report/cycle-report.ts';
import { forOneCustomer } from '../../../lambda/domain/audit/report/one-customer.ts';
import { requireCycle } from '../ask/answer-question.ts';
import { chosenTenant } from '../ask/chosen-tenant.ts';
import type { Evidence } from '../query/open-evidence.ts';
import { recordsIn } from './records-in.ts';

export interface ReportRead {
  readonly report: CycleReport;
  /** What the report is made of. */
  readonly records: readonly AuditRecord[];
  /** How many records of the cycle this version does not know: they are in no report. */
  readonly unknown: number;
  /** Left out: the report is about all customers. */
  readonly tenantId: string | undefined;
}

const actionIn = (actions: readonly string[]) => `action IN (${actions.map((each) => `'${each}'`).join(', ')})`;

/**
 * What is of no cycle may be about a password that the cycle made. Which one, tell the cycles that made one in the same chain: the report
 * finds out.
 */
const LATER = `cycle_id IS NULL AND ${actionIn(ofPasswords)}`;
const OF_CYCLE = `(cycle_id = $cycle OR (${LATER})
  OR (${actionIn(ofMaking)} AND chain IN (SELECT chain FROM records WHERE ${LATER})))`;

/**
 * The report of one cycle from an auditor's folder, for one customer or for all.
 *
 * @throws for a cycle or a customer that no record is about
 */
export async function readReport(
  evidence: Evidence,
  { cycle, tenant }: { readonly cycle: string; readonly tenant?: string | undefined },
): Promise<ReportRead> {
  await requireCycle(evidence, cycle);
  const chosen = tenant === undefined ? undefined : await chosenTenant(evidence, tenant);
  const { records: read, unknown } =
    chosen === undefined
      ? await recordsIn(evidence, OF_CYCLE, { cycle })
      : await recordsIn(evidence, `${OF_CYCLE} AND (tenant_id = $tenant OR tenant_id IS NULL)`, {
          cycle,
          tenant: chosen.tenantId,
        });
  const records = recordsOfCycle(cycle, read);
  const report = cycleReport(cycle, read);
  return chosen === undefined
    ? { report, records, unknown, tenantId: undefined }
    : { report: forOneCustomer(report, chosen.tenantId), records, unknown, tenantId: chosen.tenantId };
}

const signIns = auditActions.filter((each) => activities[each]?.class === 3002);

/** The sign-ins while a cycle was open: they are about no cycle and no customer. */
export async function signInsDuring(
  evidence: Evidence,
  { opened, closed }: CycleReport,
): Promise<readonly AuditRecord[]> {
  if (opened === undefined) return [];
  const { records } = await recordsIn(
    evidence,
    `${actionIn(signIns)} AND time >= CAST($from AS timestamp) AND time <= CAST($to AS timestamp)`,
    { from: opened.at.replace('Z', ''), to: (closed?.at ?? '9999-12-31T00:00:00Z').replace('Z', '') },
  );
  return records;
}
