import { TransactionConflictException } from '@aws-sdk/client-dynamodb';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { stateAttribute } from '../../../../../contract/table-keys.ts';
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
import { auditRow, chainQuery } from './audit-rows.ts';
import { commit, type Tables } from './audited-transaction.ts';

const accessCountRow = rowKind({
  name: 'access count',
  value: accessCountSchema,
  besides: [stateAttribute.expiresAt],
});

/** Longer than `remind`, which tells counts, may stand still. */
const DAYS_COUNTED = 7;

/**
 * Refusals of many kinds may meet at the end of one chain. Who was refused must not wait for long, so that what is not recorded after
 * a few tries is told with the count.
 */
const TRIES_OF_REFUSALS = 4;

/**
 * Counting comes first and is one write without a condition: however many come at once, the numbers that they get are different, so
 * that few of them go on to the transaction with the record.
 */
export function accessLog(tables: Tables): AccessLog {
  return {
    async note(facts) {
      const [first] = facts;
      const count = await add(tables, first, 'count', facts.length);
      const before = count - facts.length;
      const recorded = facts.slice(0, Math.max(0, RECORDED_EACH[first.outcome] - before));
      if (recorded.length > 0) await record(tables, first, recorded);
      return { before, count };
    },
  };
}

/** @throws for a sign-in or sign-out that cannot be recorded: neither happens without a record */
async function record(tables: Tables, first: AccessFact, facts: readonly AccessFact[]): Promise<void> {
  if (first.outcome !== 'refused') return commit(tables, [], facts);
  try {
    await commit(tables, [], facts, TRIES_OF_REFUSALS);
  } catch (error) {
    if (!(error instanceof TransactionConflictException)) throw error;
    await add(tables, first, 'unrecorded', facts.length);
  }
}

/** Adds to a number of the kind that a fact belongs to. @returns the sum */
async function add(tables: Tables, fact: AccessFact, what: 'count' | 'unrecorded', many: number): Promise<number> {
  const kind = { ...kindOf(fact), outcome: fact.outcome, expiresAt: keptUntil(new Date(fact.time), DAYS_COUNTED) };
  const names = Object.keys(kind);
  const { Attributes } = await tables.client.send(
    new UpdateCommand({
      TableName: tables.state,
      Key: key.accessCount(kindOf(fact)),
      UpdateExpression: `ADD #sum :many SET ${names.map((name) => `#${name} = :${name}`).join(', ')}`,
      ExpressionAttributeNames: { '#sum': what, ...Object.fromEntries(names.map((name) => [`#${name}`, name])) },
      ExpressionAttributeValues: {
        ':many': many,
        ...Object.fromEntries(Object.entries(kind).map(([name, value]) => [`:${name}`, value])),
      },
      ReturnValues: 'UPDATED_NEW',
    }),
  );
  return z.object({ [what]: z.int() }).parse(Attributes)[what] ?? 0;
}

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
      { ...chainQuery(tables.audit, chain), ScanIndexForward: false, Limit: limit },
      auditRow,
    );
    return rows;
  },
});
