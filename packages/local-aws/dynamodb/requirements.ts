import * as z from 'zod';
import { inputOf } from '../input.ts';
import type { Call, JsonObject, Requirement } from '../service.ts';
import type { TableDeclaration } from '../template/declarations.ts';
import { exportInput } from './export-request.ts';
import { rowKeyOf, tableOf } from './rows.ts';
import { partsOf } from './transaction.ts';

const text = z.object({ S: z.string() });

/** The partition that a call to one item is about, as IAM's conditions see it. */
function leadingKey(input: JsonObject, tables: readonly TableDeclaration[]): Pick<Requirement, 'context'> {
  const { partitionKey } = tableOf(input.TableName, tables);
  const key = text.safeParse(rowKeyOf(input, tables).Key[partitionKey.name]).data;
  return key === undefined ? {} : { context: { 'dynamodb:LeadingKeys': [key.S] } };
}

const query = z.object({
  KeyConditionExpression: z.string(),
  ExpressionAttributeNames: z.record(z.string(), z.string()).default({}),
  ExpressionAttributeValues: z.record(z.string(), z.unknown()).default({}),
});

/** Stands for a partition that cannot be told: an absent key would satisfy a condition for all values. */
const UNTOLD = '(a partition that is not told)';

/** The partition that a query of a table reads, as IAM's conditions see it. */
function leadingKeyOfQuery(input: JsonObject, tables: readonly TableDeclaration[]): Pick<Requirement, 'context'> {
  const { partitionKey } = tableOf(input.TableName, tables);
  const parsed = query.safeParse(input).data;
  const [, name = '', placeholder = ''] =
    [...(parsed?.KeyConditionExpression ?? '').matchAll(/(#?\w+)\s*=\s*(:\w+)/g)].find(
      ([, each = '']) => (parsed?.ExpressionAttributeNames[each] ?? each) === partitionKey.name,
    ) ?? [];
  const key = name === '' ? undefined : text.safeParse(parsed?.ExpressionAttributeValues[placeholder]).data;
  return { context: { 'dynamodb:LeadingKeys': [key?.S ?? UNTOLD] } };
}

const batch = z.object({
  RequestItems: z.record(z.string(), z.looseObject({ Keys: z.array(z.record(z.string(), z.unknown())).default([]) })),
});

/** The partitions that a batch is about. */
function leadingKeys(keys: readonly JsonObject[], table: TableDeclaration): Pick<Requirement, 'context'> {
  const partitions = keys.flatMap((each) => text.safeParse(each[table.partitionKey.name]).data?.S ?? []);
  return { context: { 'dynamodb:LeadingKeys': [...new Set(partitions)] } };
}

/** What a call to DynamoDB needs. A transaction needs what its single actions would. */
export function requirementsOf({ action, input }: Call, tables: readonly TableDeclaration[]): readonly Requirement[] {
  const on = (table: unknown, operation = action): Requirement => ({
    action: `dynamodb:${operation}`,
    resource: tableOf(table, tables).arn,
  });
  switch (action) {
    case 'ListTables':
      return [{ action: 'dynamodb:ListTables', resource: '*' }];
    case 'BatchGetItem':
      return Object.entries(inputOf(batch, input).RequestItems).map(([name, { Keys }]) => ({
        ...on(name),
        ...leadingKeys(Keys, tableOf(name, tables)),
      }));
    case 'TransactWriteItems':
      return partsOf(input).map((part) => ({
        ...on(part.input.TableName, part.permission),
        ...leadingKey(part.input, tables),
      }));
    case 'GetItem':
    case 'PutItem':
    case 'UpdateItem':
    case 'DeleteItem':
      return [{ ...on(input.TableName), ...leadingKey(input, tables) }];
    case 'ListStreams':
      return [{ action: 'dynamodb:ListStreams', resource: '*' }];
    case 'DescribeStream':
    case 'GetShardIterator':
      return [{ action: `dynamodb:${action}`, resource: String(input.StreamArn) }];
    case 'GetRecords':
      return [{ action: 'dynamodb:GetRecords', resource: String(input.ShardIterator).split('|')[0] ?? '' }];
    case 'DescribeExport':
      return [{ action: 'dynamodb:DescribeExport', resource: String(input.ExportArn) }];
    case 'ExportTableToPointInTime': {
      const { TableArn, S3Bucket, S3Prefix } = inputOf(exportInput, input);
      // Its files are put later, each with the caller's permissions.
      const files = `arn:aws:s3:::${[S3Bucket, S3Prefix, 'AWSDynamoDB'].filter((each) => each !== undefined).join('/')}/`;
      // AWS asks for these two of who exports a table, as well.
      const also = ['s3:AbortMultipartUpload', 's3:PutObjectAcl'];
      return [on(TableArn), ...also.map((action) => ({ action, resource: files }))];
    }
    default: {
      const table = on(input.TableName);
      return typeof input.IndexName === 'string'
        ? [
            {
              ...table,
              resource: `${table.resource}/index/${input.IndexName}`,
              context: { 'dynamodb:LeadingKeys': [UNTOLD] },
            },
          ]
        : [action === 'Query' ? { ...table, ...leadingKeyOfQuery(input, tables) } : table];
    }
  }
}
