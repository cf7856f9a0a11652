import { auditAttribute } from '../../../../../contract/table-keys.ts';
import { auditRecordSchema, chainHeadSchema } from '../../../../domain/audit/audit-record.ts';
import { rowKind } from '../row-kind.ts';

/** A record as the audit table holds it: chain and sequence are its key. */
export const auditRow = rowKind({ name: 'audit', value: auditRecordSchema });

/** Reads one chain in its order. @param auditTable  its name */
export const chainQuery = (auditTable: string, chain: string) =>
  ({
    TableName: auditTable,
    ConsistentRead: true,
    KeyConditionExpression: '#chain = :chain',
    ExpressionAttributeNames: { '#chain': auditAttribute.partitionKey },
    ExpressionAttributeValues: { ':chain': chain },
  }) as const;

export const chainHeadRow = rowKind({ name: 'chain head', value: chainHeadSchema });
