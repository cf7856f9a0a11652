import type { AuditRecord } from '../../domain/audit/audit-record.ts';
import { isForReport } from '../../domain/audit/report/cycle-records.ts';
import { type CycleReport, cycleReport } from '../../domain/audit/report/cycle-report.ts';
import { forOneCustomer } from '../../domain/audit/report/one-customer.ts';
import { mapConcurrently } from '../../domain/concurrency.ts';
import type { AuditReader } from '../../ports/audit.ts';
import type { CycleStore, TenantStore } from '../../ports/cycle.ts';
import type { RotationStore } from '../../ports/rotation.ts';
import type { Visitor } from '../visitor.ts';

export interface ReportPorts {
  readonly cycles: Pick<CycleStore, 'findTenant'>;
  readonly rotations: Pick<RotationStore, 'ofTenant'>;
  readonly tenants: Pick<TenantStore, 'exclusionsOf' | 'proposalsOf'>;
  readonly audit: Pick<AuditReader, 'recordsOf'>;
}

/** Each account is a chain to read: more do not fit into the time of a page. */
const MOST_CHAINS = 3_000;
const READS_AT_ONCE = 25;

/**
 * What the records say of one customer in one cycle. Rows of the product tell only which chains to read.
 * @returns `undefined` when the tenant is not in the cycle, or the visitor neither looks after it nor audits it
 */
export async function reportFor(
  ports: ReportPorts,
  visitor: Visitor,
  cycleId: string,
  tenantId: string,
): Promise<CycleReport | 'too-large' | undefined> {
  const isMine = visitor.tenants.some((each) => each.tenantId === tenantId);
  if (!isMine || (await ports.cycles.findTenant(cycleId, tenantId)) === undefined) return undefined;
  const [rotations, exclusions, proposals] = await Promise.all([
    ports.rotations.ofTenant(cycleId, tenantId),
    ports.tenants.exclusionsOf(cycleId, tenantId),
    ports.tenants.proposalsOf(cycleId, tenantId),
  ]);
  const accounts = new Set([...rotations, ...exclusions, ...proposals].map(({ accountId }) => accountId));
  if (accounts.size > MOST_CHAINS) return 'too-large';
  const chains = ['-#-', `${tenantId}#-`, ...[...accounts].map((accountId) => `${tenantId}#${accountId}`)];
  const records: AuditRecord[] = [];
  await mapConcurrently(
    chains,
    async (chain) => {
      for (const record of await ports.audit.recordsOf(chain)) if (isForReport(cycleId, record)) records.push(record);
    },
    READS_AT_ONCE,
  );
  return forOneCustomer(cycleReport(cycleId, records), tenantId);
}
