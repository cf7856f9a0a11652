import type { AuditRecord } from '../../domain/audit/audit-record.ts';
import { mapConcurrently } from '../../domain/concurrency.ts';
import type { AccessReader, AuditReader } from '../../ports/audit.ts';
import type { Visitor } from '../visitor.ts';

export interface AccessRecordsPorts {
  readonly audit: Pick<AuditReader, 'accessHeads'>;
  readonly accessReader: AccessReader;
}

/** Of each chain; also of the whole page. */
const SHOWN = 100;

/**
 * What people were refused, and their sign-ins, newest first. Which account it was about is for those who look after its tenant.
 */
export async function accessRecordsFor(
  { audit, accessReader }: AccessRecordsPorts,
  { tenants }: Visitor,
): Promise<readonly AuditRecord[]> {
  const heads = await audit.accessHeads();
  const found = (await mapConcurrently(heads, ({ chain }) => accessReader.newestOf(chain, SHOWN))).flat();
  const newest = found.toSorted((one, other) => (one.time < other.time ? 1 : -1)).slice(0, SHOWN);
  const mine = new Set(tenants.map(({ tenantId }) => tenantId));
  return newest.map((record) =>
    record.tenantId === undefined || mine.has(record.tenantId) ? record : withoutAccount(record),
  );
}

const withoutAccount = ({ userPrincipalName: _, ...record }: AuditRecord): AuditRecord => record;
