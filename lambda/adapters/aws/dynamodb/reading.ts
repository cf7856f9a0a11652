import { GetCommand, QueryCommand, type QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import type * as z from 'zod';
import { stateAttribute } from '../../../../contract/table-keys.ts';
import type { StateTable } from './audit/audited-transaction.ts';

/** Reads one row of the state table, with everything that was written before. */
export async function readRow<T>(
  tables: StateTable,
  rowKey: Record<string, string>,
  row: z.ZodType<T>,
): Promise<T | undefined> {
  const { Item } = await tables.client.send(
    new GetCommand({ TableName: tables.state, Key: rowKey, ConsistentRead: true }),
  );
  return Item === undefined ? undefined : row.parse(Item);
}

/** All pages of a query. */
export async function queryAll<T>(
  tables: StateTable,
  query: QueryCommandInput,
  row: z.ZodType<T>,
): Promise<readonly T[]> {
  const rows: T[] = [];
  let startKey: QueryCommandInput['ExclusiveStartKey'];
  do {
    const page = await tables.client.send(new QueryCommand({ ...query, ExclusiveStartKey: startKey }));
    rows.push(...(page.Items ?? []).map((each) => row.parse(each)));
    startKey = page.LastEvaluatedKey;
  } while (startKey !== undefined);
  return rows;
}

/** All rows of a partition of the state table whose sort key begins with `prefix`. */
export const partitionRows = <T>(tables: StateTable, partition: string, prefix: string, row: z.ZodType<T>) =>
  queryAll(
    tables,
    {
      TableName: tables.state,
      ConsistentRead: true,
      KeyConditionExpression: '#pk = :partition AND begins_with(#sk, :prefix)',
      ExpressionAttributeNames: { '#pk': stateAttribute.partitionKey, '#sk': stateAttribute.sortKey },
      ExpressionAttributeValues: { ':partition': partition, ':prefix': prefix },
    },
    row,
  );
