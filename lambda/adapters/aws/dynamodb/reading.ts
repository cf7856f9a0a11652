import { BatchGetCommand, GetCommand, QueryCommand, type QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import { stateAttribute } from '../../../../contract/table-keys.ts';
import type { StateTable } from './audit/audited-transaction.ts';
import type { RowKind } from './row-kind.ts';

/** Reads one row of the state table, with everything that was written before. */
export async function readRow<T>(
  tables: StateTable,
  rowKey: Record<string, string>,
  kind: RowKind<T>,
): Promise<T | undefined> {
  const { Item } = await tables.client.send(
    new GetCommand({ TableName: tables.state, Key: rowKey, ConsistentRead: true }),
  );
  return Item === undefined ? undefined : kind.read(Item);
}

/** 100 rows of 400 KB, which is the most that one may have, come in three answers. */
const MOST_READS = 10;

/**
 * Reads some rows at once, in no order; those that are not there are left out.
 * @param rowKeys  100 at most
 */
export async function readRows<T>(
  tables: StateTable,
  rowKeys: readonly Record<string, string>[],
  kind: RowKind<T>,
): Promise<readonly T[]> {
  const rows: T[] = [];
  let keys: readonly Record<string, unknown>[] = rowKeys;
  for (let tries = 1; keys.length > 0; tries += 1) {
    if (tries > MOST_READS) throw new Error('the table is too busy to read its rows');
    const answer = await tables.client.send(
      new BatchGetCommand({ RequestItems: { [tables.state]: { Keys: [...keys], ConsistentRead: true } } }),
    );
    rows.push(...(answer.Responses?.[tables.state] ?? []).map((each) => kind.read(each)));
    // A part is left over where the answer would be larger than 16 MB, or the table is busy.
    keys = answer.UnprocessedKeys?.[tables.state]?.Keys ?? [];
  }
  return rows;
}

/** Reads some attributes of a row and leaves the others where they are. */
export async function readAttributes<T>(
  tables: StateTable,
  rowKey: Record<string, string>,
  attributes: readonly string[],
  kind: RowKind<T>,
): Promise<T | undefined> {
  const { Item } = await tables.client.send(
    new GetCommand({
      TableName: tables.state,
      Key: rowKey,
      ConsistentRead: true,
      ProjectionExpression: attributes.map((_, n) => `#a${n}`).join(', '),
      ExpressionAttributeNames: Object.fromEntries(attributes.map((each, n) => [`#a${n}`, each])),
    }),
  );
  return Item === undefined ? undefined : kind.read(Item);
}

/** All pages of a query. */
export async function queryAll<T>(
  tables: StateTable,
  query: QueryCommandInput,
  kind: RowKind<T>,
): Promise<readonly T[]> {
  const rows: T[] = [];
  let startKey: QueryCommandInput['ExclusiveStartKey'];
  do {
    const page = await queryPage(tables, { ...query, ExclusiveStartKey: startKey }, kind);
    rows.push(...page.rows);
    startKey = page.next;
  } while (startKey !== undefined);
  return rows;
}

/** One page of a query. */
export async function queryPage<T>(tables: StateTable, query: QueryCommandInput, kind: RowKind<T>) {
  const page = await tables.client.send(new QueryCommand(query));
  return { rows: (page.Items ?? []).map((each) => kind.read(each)), next: page.LastEvaluatedKey };
}

/** All rows of a partition of the state table whose sort key begins with `prefix`. */
export const partitionRows = <T>(tables: StateTable, partition: string, prefix: string, kind: RowKind<T>) =>
  queryAll(
    tables,
    {
      TableName: tables.state,
      ConsistentRead: true,
      KeyConditionExpression: '#pk = :partition AND begins_with(#sk, :prefix)',
      ExpressionAttributeNames: { '#pk': stateAttribute.partitionKey, '#sk': stateAttribute.sortKey },
      ExpressionAttributeValues: { ':partition': partition, ':prefix': prefix },
    },
    kind,
  );

/** All rows of an index of the state table that lie under one value of its partition key. */
export const indexRows = <T>(tables: StateTable, index: string, attribute: string, value: string, kind: RowKind<T>) =>
  queryAll(
    tables,
    {
      TableName: tables.state,
      IndexName: index,
      KeyConditionExpression: '#partition = :value',
      ExpressionAttributeNames: { '#partition': attribute },
      ExpressionAttributeValues: { ':value': value },
    },
    kind,
  );
