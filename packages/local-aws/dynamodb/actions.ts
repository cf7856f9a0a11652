import batchGetItem from 'dynalite/actions/batchGetItem.js';
import deleteItem from 'dynalite/actions/deleteItem.js';
import describeTable from 'dynalite/actions/describeTable.js';
import getItem from 'dynalite/actions/getItem.js';
import putItem from 'dynalite/actions/putItem.js';
import query from 'dynalite/actions/query.js';
import scan from 'dynalite/actions/scan.js';
import updateItem from 'dynalite/actions/updateItem.js';
import type { Store } from 'dynalite/db/index.js';
import batchGetItemInput from 'dynalite/validations/batchGetItem.js';
import deleteItemInput from 'dynalite/validations/deleteItem.js';
import describeTableInput from 'dynalite/validations/describeTable.js';
import getItemInput from 'dynalite/validations/getItem.js';
import validations from 'dynalite/validations/index.js';
import putItemInput from 'dynalite/validations/putItem.js';
import queryInput from 'dynalite/validations/query.js';
import scanInput from 'dynalite/validations/scan.js';
import updateItemInput from 'dynalite/validations/updateItem.js';
import * as z from 'zod';
import { AwsError, type JsonObject } from '../service.ts';

const expression = ['ExpressionAttributeNames', 'ExpressionAttributeValues'];
const writing = ['ConditionExpression', ...expression, 'ReturnConsumedCapacity', 'ReturnValues', 'TableName'];
const reading = ['ConsistentRead', 'ExpressionAttributeNames', 'ProjectionExpression', 'ReturnConsumedCapacity'];
const paging = [...reading, ...expression, 'ExclusiveStartKey', 'FilterExpression', 'IndexName', 'Limit', 'Select'];

/** What dynalite carries out, and which members of a request it honours. Those that DynamoDB calls legacy are left out. */
const actions = {
  BatchGetItem: { run: batchGetItem, check: batchGetItemInput, members: ['RequestItems', 'ReturnConsumedCapacity'] },
  DeleteItem: { run: deleteItem, check: deleteItemInput, members: [...writing, 'Key'] },
  DescribeTable: { run: describeTable, check: describeTableInput, members: ['TableName'] },
  GetItem: { run: getItem, check: getItemInput, members: [...reading, 'Key', 'TableName'] },
  PutItem: { run: putItem, check: putItemInput, members: [...writing, 'Item'] },
  Query: {
    run: query,
    check: queryInput,
    members: [...paging, 'KeyConditionExpression', 'ScanIndexForward', 'TableName'],
  },
  Scan: { run: scan, check: scanInput, members: [...paging, 'Segment', 'TableName', 'TotalSegments'] },
  UpdateItem: { run: updateItem, check: updateItemInput, members: [...writing, 'Key', 'UpdateExpression'] },
} as const;

export type EngineAction = keyof typeof actions;

/** A request that is well-formed: what is left to see is what the tables say to it. */
export type Prepared = (store: Store) => Promise<JsonObject>;

/**
 * Checks a request's form.
 *
 * @returns carries it out on a store
 * @throws {AwsError} `ValidationException`, also for members that dynalite would ignore
 */
export function prepare(action: EngineAction, input: JsonObject, store: Store): Prepared {
  const { run, check } = actions[action];
  const members: readonly string[] = actions[action].members;
  const unknown = Object.keys(input).find((each) => input[each] !== undefined && !members.includes(each));
  if (unknown !== undefined) {
    throw new AwsError('ValidationException', `The local DynamoDB does not support ${unknown} of ${action}.`);
  }
  let data: object;
  try {
    data = validations.checkTypes(structuredClone(input), check.types);
    validations.checkValidations(data, check.types, check.custom, store);
  } catch (error) {
    throw refusalOf(error);
  }
  return (on) =>
    new Promise((resolve, reject) => {
      run(on, data, (error, answer) => (error ? reject(refusalOf(error)) : resolve(plain(answer))));
    });
}

const answered = z.record(z.string(), z.unknown());
/** Also takes out what is `undefined`. */
const plain = (answer: unknown): JsonObject => answered.parse(JSON.parse(JSON.stringify(answer)));

const refused = z.object({
  statusCode: z.int(),
  body: z.object({ __type: z.string(), message: z.string().optional(), Message: z.string().optional() }),
});

function refusalOf(error: unknown): unknown {
  const refusal = refused.safeParse(error);
  if (!refusal.success) return error;
  const { __type, message, Message } = refusal.data.body;
  return new AwsError(__type.split('#').at(-1) ?? __type, message ?? Message ?? '', refusal.data.statusCode);
}
