import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import { stateAttribute, stateTableIndex } from '../../contract/table-keys.ts';
import type { Tables } from '../../lambda/adapters/aws/dynamodb/audit/audited-transaction.ts';
import { documentClient } from '../../lambda/adapters/aws/dynamodb/document-client.ts';
import type { Row, WaitingCycle } from './rows.ts';

/**
 * Answers the reads of the stores from memory, below the SDK: what the SDK does with an answer, and all above it, is measured; DynamoDB's
 * own time and the network are not, but for a wait at each call. It writes nothing and knows no conditions.
 */
export interface PreparedTable {
  readonly tables: Tables;
  /** Calls since the last question. */
  readonly takeCalls: () => number;
}

const request = z.object({
  IndexName: z.string().optional(),
  Key: z.record(z.string(), z.object({ S: z.string() })).optional(),
  ExpressionAttributeValues: z.record(z.string(), z.object({ S: z.string().optional() })).default({}),
  RequestItems: z
    .record(z.string(), z.object({ Keys: z.array(z.record(z.string(), z.object({ S: z.string() }))) }))
    .default({}),
});

const { partitionKey, sortKey, openFor } = stateAttribute;

export function preparedTable({ rows, indexed }: WaitingCycle, latencyMs: number): PreparedTable {
  const byKey = new Map(rows.map((row) => [`${row[partitionKey]}|${row[sortKey]}`, JSON.stringify(marshalled(row))]));
  const byPartition = grouped(rows, partitionKey);
  const byTenant = grouped(indexed, openFor);
  let calls = 0;

  const answerTo = (operation: string, body: string): string => {
    const { IndexName, Key, ExpressionAttributeValues, RequestItems } = request.parse(JSON.parse(body));
    const values = Object.values(ExpressionAttributeValues).flatMap(({ S }) => S ?? []);
    if (operation === 'GetItem') {
      const found = byKey.get(`${Key?.[partitionKey]?.S}|${Key?.[sortKey]?.S}`);
      return found === undefined ? '{}' : `{"Item":${found}}`;
    }
    if (operation === 'BatchGetItem') {
      const [[table, { Keys }] = ['', { Keys: [] }]] = Object.entries(RequestItems);
      const found = Keys.flatMap((each) => byKey.get(`${each[partitionKey]?.S}|${each[sortKey]?.S}`) ?? []);
      return `{"Responses":{${JSON.stringify(table)}:[${found}]},"UnprocessedKeys":{}}`;
    }
    if (IndexName === stateTableIndex.openApprovals) return listOf(byTenant.get(values[0] ?? ''));
    if (IndexName !== undefined) return listOf(undefined);
    const prefix = values[1] ?? '';
    return listOf(byPartition.get(values[0] ?? '')?.filter(({ sort }) => sort.startsWith(prefix)));
  };

  const client = new DynamoDBClient({
    region: 'eu-central-1',
    credentials: { accessKeyId: 'bench', secretAccessKey: 'bench' },
    requestHandler: {
      handle: async (sent: { readonly headers: Record<string, string>; readonly body?: unknown }) => {
        calls += 1;
        if (latencyMs > 0) await new Promise((resolve) => setTimeout(resolve, latencyMs));
        const operation = sent.headers['x-amz-target']?.split('.')[1] ?? '';
        const body = Buffer.from(answerTo(operation, String(sent.body)));
        return { response: { statusCode: 200, headers: { 'content-type': 'application/x-amz-json-1.0' }, body } };
      },
    },
  });
  return {
    tables: { client: documentClient(client), state: 'State', audit: 'Audit', estate: async () => '0'.repeat(64) },
    takeCalls: () => {
      const taken = calls;
      calls = 0;
      return taken;
    },
  };
}

interface Stored {
  readonly sort: string;
  readonly json: string;
}

function grouped(rows: readonly Row[], attribute: string): ReadonlyMap<string, readonly Stored[]> {
  const groups = new Map<string, Stored[]>();
  for (const row of rows) {
    const name = String(row[attribute]);
    const group = groups.get(name) ?? [];
    group.push({ sort: String(row[sortKey]), json: JSON.stringify(marshalled(row)) });
    groups.set(name, group);
  }
  return groups;
}

const listOf = (rows: readonly Stored[] = []): string =>
  `{"Items":[${rows.map(({ json }) => json).join(',')}],"Count":${rows.length}}`;

const marshalled = (row: object): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(row).flatMap(([name, value]) => (value === undefined ? [] : [[name, attributeOf(value)]])),
  );

/** A value in DynamoDB's JSON. */
function attributeOf(value: unknown): Record<string, unknown> {
  if (value === null) return { NULL: true };
  if (typeof value === 'string') return { S: value };
  if (typeof value === 'number') return { N: String(value) };
  if (typeof value === 'boolean') return { BOOL: value };
  if (Array.isArray(value)) return { L: value.map(attributeOf) };
  if (typeof value === 'object') return { M: marshalled(value) };
  throw new Error(`a row holds a ${typeof value}`);
}
