import type { AuditRecord } from '../../domain/audit/audit-record.ts';
import { mapConcurrently } from '../../domain/concurrency.ts';
import type { AccessReader, AuditReader } from '../../ports/audit.ts';
import { seesWholeEstate, type Visitor } from '../visitor.ts';

export interface AccessRecordsPorts {
  readonly audit: Pick<AuditReader, 'accessHeads'>;
  readonly accessReader: AccessReader;
}

/** Of each chain; also of the whole page. */
const SHOWN = 100;

/**
 * What people were refused, and their sign-ins, newest first. Which account it was about is for those who look after its tenant. An
 * auditor of some tenants reads what was about those, and about his or her own access.
 */
export async function accessRecordsFor(
  { audit, accessReader }: AccessRecordsPorts,
  visitor: Visitor,
): Promise<readonly AuditRecord[]> {
  const heads = await audit.accessHeads();
  const found = (await mapConcurrently(heads, ({ chain }) => accessReader.newestOf(chain, SHOWN))).flat();
  const mine = new Set(visitor.tenants.map(({ tenantId }) => tenantId));
  const known = seesWholeEstate(visitor)
    ? found
    : found.filter(
        ({ tenantId, accessOf }) =>
          (tenantId !== undefined && mine.has(tenantId)) || accessOf === visitor.actor.objectId,
      );
  const newest = known.toSorted((one, other) => (one.time < other.time ? 1 : -1)).slice(0, SHOWN);
  return newest.map((record) =>
    record.tenantId === undefined || mine.has(record.tenantId) ? record : withoutAccount(record),
  );
}

const withoutAccount = ({ userPrincipalName: _, ...record }: AuditRecord): AuditRecord => record;
