import * as z from 'zod';
import type { EngineAction } from './dynamodb/actions.ts';
import { Engine } from './dynamodb/engine.ts';
import { requirementsOf } from './dynamodb/requirements.ts';
import { nameOf, readRow, rowKeyOf } from './dynamodb/rows.ts';
import { TableExports } from './dynamodb/table-export.ts';
import { Transactions } from './dynamodb/transaction.ts';
import { inputOf } from './input.ts';
import { AwsError, type JsonObject, type Service, type ServiceContext } from './service.ts';
import type { TableDeclaration } from './template/declarations.ts';

const byTable = z.record(z.string(), z.unknown());
const transactGetInput = z.strictObject({
  TransactItems: z
    .array(z.strictObject({ Get: byTable }))
    .min(1)
    .max(100),
});

/**
 * DynamoDB: `dynalite`, and around it what it lacks: transactions, what a failed condition found, and exports to S3. Rows
 * whose time to live is over are kept, as readers must expect: on AWS they can be there for days.
 */
export async function startDynamoDb(context: ServiceContext, declared: readonly TableDeclaration[]): Promise<Service> {
  const engine = await Engine.open(context.folder, declared);
  const transactions = new Transactions(engine, declared, context.clock);
  await transactions.forgetTokens();
  const exports = new TableExports(engine, declared, context);

  const named = (input: JsonObject): JsonObject => ({ ...input, TableName: nameOf(input.TableName, declared) });
  const namedBatch = (input: JsonObject): JsonObject => {
    const given = byTable.safeParse(input.RequestItems).data ?? {};
    const RequestItems = Object.fromEntries(
      Object.entries(given).map(([name, each]) => [nameOf(name, declared), each]),
    );
    return { ...input, RequestItems };
  };
  const reads = (action: EngineAction) => async (input: JsonObject) => engine.read(action, named(input));
  const writes = (action: EngineAction) => async (input: JsonObject) => {
    const { ReturnValuesOnConditionCheckFailure: onFailure = 'NONE', ...request } = named(input);
    try {
      return await engine.write(action, request);
    } catch (error) {
      const failed = error instanceof AwsError && error.code === 'ConditionalCheckFailedException';
      if (!(failed && onFailure === 'ALL_OLD')) throw error;
      const Item = await readRow(engine, rowKeyOf(request, declared));
      throw new AwsError(error.code, error.message, error.httpStatus, Item === undefined ? {} : { Item });
    }
  };
  return {
    name: 'dynamodb',
    actions: {
      GetItem: reads('GetItem'),
      Query: reads('Query'),
      Scan: reads('Scan'),
      DescribeTable: reads('DescribeTable'),
      PutItem: writes('PutItem'),
      UpdateItem: writes('UpdateItem'),
      DeleteItem: writes('DeleteItem'),
      ListTables: async () => ({ TableNames: declared.map(({ name }) => name).sort() }),
      BatchGetItem: async (input) => engine.read('BatchGetItem', namedBatch(input)),
      BatchWriteItem: async (input) => engine.write('BatchWriteItem', namedBatch(input)),
      TransactWriteItems: async (input) => transactions.write(input),
      async TransactGetItems(input) {
        const { TransactItems } = inputOf(transactGetInput, input);
        // Nobody writes meanwhile, so that all rows are of the same moment.
        const Responses = await engine.alone(() =>
          Promise.all(TransactItems.map(({ Get }) => engine.read('GetItem', { ...named(Get), ConsistentRead: true }))),
        );
        return { Responses };
      },
      ExportTableToPointInTime: async (input, call) => exports.start(input, call),
      DescribeExport: async (input) => exports.describe(input),
    },
    requirementsOf: (call) => requirementsOf(call, declared),
    async close() {
      await exports.close();
      await engine.close();
    },
  };
}
