import { auditRecordSchema, chainHeadSchema } from '../../../../domain/audit/audit-record.ts';
import { rowKind } from '../row-kind.ts';

/** A record as the audit table holds it: chain and sequence are its key. */
export const auditRow = rowKind({ name: 'audit', value: auditRecordSchema });

export const chainHeadRow = rowKind({ name: 'chain head', value: chainHeadSchema });
