import * as z from 'zod';
import type { EngineAction } from './dynamodb/actions.ts';
import { Engine } from './dynamodb/engine.ts';
import { OngoingTransactions } from './dynamodb/ongoing-transactions.ts';
import { requirementsOf } from './dynamodb/requirements.ts';
import { nameOf, readRow, rowKeyOf } from './dynamodb/rows.ts';
import { TableExports } from './dynamodb/table-export.ts';
import { Transactions } from './dynamodb/transaction.ts';
import { AwsError, type JsonObject, type Service, type ServiceContext } from './service.ts';
import type { TableDeclaration } from './template/declarations.ts';

export interface DynamoDb extends Service {
  /** Write request units since the start, as DynamoDB bills them. */
  writeUnits(): number;
}

const byTable = z.record(z.string(), z.unknown());
/**
 * DynamoDB: `dynalite`, and around it what it lacks: transactions, what a failed condition found, and exports to S3. Rows
 * whose time to live is over are kept, as readers must expect: on AWS they can be there for days.
 */
export async function startDynamoDb(
  context: ServiceContext,
  declared: readonly TableDeclaration[],
  isRefusedBy: (bucket: string) => boolean = () => false,
): Promise<DynamoDb> {
  const engine = await Engine.open(context.folder, declared, context.clock);
  const ongoing = new OngoingTransactions();
  const transactions = new Transactions(engine, declared, context.clock, ongoing);
  await transactions.forgetTokens();
  const exports = new TableExports(engine, declared, context, isRefusedBy);

  const named = (input: JsonObject): JsonObject => ({ ...input, TableName: nameOf(input.TableName, declared) });
  const reads = (action: EngineAction) => async (input: JsonObject) => engine.read(action, named(input));
  const writes = (action: EngineAction) => async (input: JsonObject) => {
    const { ReturnValuesOnConditionCheckFailure: onFailure = 'NONE', ...request } = named(input);
    ongoing.refuse(rowKeyOf(request, declared));
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
    writeUnits: () => engine.writeUnits,
    actions: {
      GetItem: reads('GetItem'),
      Query: reads('Query'),
      Scan: reads('Scan'),
      DescribeTable: reads('DescribeTable'),
      PutItem: writes('PutItem'),
      UpdateItem: writes('UpdateItem'),
      DeleteItem: writes('DeleteItem'),
      ListTables: async () => ({ TableNames: declared.map(({ name }) => name).sort() }),
      async BatchGetItem(input) {
        const given = byTable.safeParse(input.RequestItems).data ?? {};
        const named = Object.entries(given).map(([name, each]) => [nameOf(name, declared), each]);
        return engine.read('BatchGetItem', { ...input, RequestItems: Object.fromEntries(named) });
      },
      TransactWriteItems: async (input) => transactions.write(input),
      ExportTableToPointInTime: async (input, call) => exports.start(input, call),
      DescribeExport: async (input) => exports.describe(input),
      ...engine.streams.actions,
    },
    requirementsOf: (call) => requirementsOf(call, declared),
    async close() {
      await exports.close();
      await engine.close();
    },
  };
}
