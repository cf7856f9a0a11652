import { auditAttribute, stateAttribute } from '../../../../../contract/table-keys.ts';
import type { AuditReader } from '../../../../ports/audit.ts';
import { queryAll } from '../reading.ts';
import { ACCESS_HEADS_PARTITION } from '../state-keys.ts';
import { auditRow, chainHeadRow } from './audit-rows.ts';
import { headsOf, type Tables } from './audited-transaction.ts';

export function auditReader(tables: Tables): AuditReader {
  return {
    recordsOf: (chain) =>
      queryAll(
        tables,
        {
          TableName: tables.audit,
          ConsistentRead: true,
          KeyConditionExpression: '#chain = :chain',
          ExpressionAttributeNames: { '#chain': auditAttribute.partitionKey },
          ExpressionAttributeValues: { ':chain': chain },
        },
        auditRow,
      ),
    headsOf: (chains) => headsOf(tables, chains),
    accessHeads: () =>
      queryAll(
        tables,
        {
          TableName: tables.state,
          ConsistentRead: true,
          KeyConditionExpression: '#pk = :heads',
          ExpressionAttributeNames: { '#pk': stateAttribute.partitionKey },
          ExpressionAttributeValues: { ':heads': ACCESS_HEADS_PARTITION },
        },
        chainHeadRow,
      ),
  };
}
