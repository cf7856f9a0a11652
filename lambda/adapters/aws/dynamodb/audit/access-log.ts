import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { auditAttribute, stateAttribute } from '../../../../../contract/table-keys.ts';
import {
  type AccessFact,
  accessCountSchema,
  endedBefore,
  RECORDED_EACH,
  stretchOf,
} from '../../../../domain/audit/access.ts';
import type { AccessCounts, AccessLog, AccessReader } from '../../../../ports/audit.ts';
import { queryAll, queryPage } from '../reading.ts';
import { rowKind } from '../row-kind.ts';
import { ACCESS_COUNTS_PARTITION, keptUntil, key } from '../state-keys.ts';
import { auditRow } from './audit-rows.ts';
import { commit, type Tables } from './audited-transaction.ts';

const accessCountRow = rowKind({
  name: 'access count',
  value: accessCountSchema,
  besides: [stateAttribute.expiresAt],
});

/** Longer than `remind`, which tells counts, may stand still. */
const DAYS_COUNTED = 7;

/**
 * Counting comes first and is one write without a condition: however many come at once, the numbers that they get are different, so
 * that few of them go on to the transaction with the record.
 */
export function accessLog(tables: Tables): AccessLog {
  return {
    async note(facts) {
      const [first] = facts;
      const { Attributes } = await tables.client.send(
        new UpdateCommand({
          TableName: tables.state,
          Key: key.accessCount(kindOf(first)),
          UpdateExpression: `ADD #count :many SET ${Object.keys(kindOf(first))
            .map((name) => `#${name} = :${name}`)
            .join(', ')}, #outcome = :outcome, #expiresAt = :expiresAt`,
          ExpressionAttributeNames: {
            '#count': 'count',
            '#outcome': 'outcome',
            '#expiresAt': stateAttribute.expiresAt,
            ...Object.fromEntries(Object.keys(kindOf(first)).map((name) => [`#${name}`, name])),
          },
          ExpressionAttributeValues: {
            ':many': facts.length,
            ':outcome': first.outcome,
            ':expiresAt': keptUntil(new Date(first.time), DAYS_COUNTED),
            ...Object.fromEntries(Object.entries(kindOf(first)).map(([name, value]) => [`:${name}`, value])),
          },
          ReturnValues: 'UPDATED_NEW',
        }),
      );
      const { count } = counted.parse(Attributes);
      const before = count - facts.length;
      const recorded = facts.slice(0, Math.max(0, RECORDED_EACH - before));
      if (recorded.length > 0) await commit(tables, [], recorded);
      return { before, count };
    },
  };
}

const counted = z.object({ count: z.int() });

/** What makes facts the same kind. */
const kindOf = ({ accessOf, action, reason = '-', time }: AccessFact) => ({
  from: stretchOf(new Date(time)),
  accessOf,
  action,
  reason,
});

export function accessCounts(tables: Tables): AccessCounts {
  return {
    ended: (now) =>
      queryAll(
        tables,
        {
          TableName: tables.state,
          ConsistentRead: true,
          KeyConditionExpression: '#pk = :counts AND #sk < :ended',
          ExpressionAttributeNames: { '#pk': stateAttribute.partitionKey, '#sk': stateAttribute.sortKey },
          ExpressionAttributeValues: { ':counts': ACCESS_COUNTS_PARTITION, ':ended': endedBefore(now) },
        },
        accessCountRow,
      ),
    tell: (count, fact) =>
      commit(
        tables,
        [
          {
            Update: {
              TableName: tables.state,
              Key: key.accessCount(count),
              UpdateExpression: 'SET #told = :count',
              ConditionExpression: `#count = :count AND ${count.told === undefined ? 'attribute_not_exists(#told)' : '#told = :told'}`,
              ExpressionAttributeNames: { '#told': 'told', '#count': 'count' },
              ExpressionAttributeValues: {
                ':count': count.count,
                ...(count.told === undefined ? {} : { ':told': count.told }),
              },
            },
          },
        ],
        [fact],
      ),
  };
}

export const accessReader = (tables: Tables): AccessReader => ({
  newestOf: async (chain, limit) => {
    const { rows } = await queryPage(
      tables,
      {
        TableName: tables.audit,
        ConsistentRead: true,
        ScanIndexForward: false,
        Limit: limit,
        KeyConditionExpression: '#chain = :chain',
        ExpressionAttributeNames: { '#chain': auditAttribute.partitionKey },
        ExpressionAttributeValues: { ':chain': chain },
      },
      auditRow,
    );
    return rows;
  },
});
