import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { startDynamoDb } from '../dynamodb.ts';
import type { JsonObject, Service } from '../service.ts';
import { callerOf, contextFor, needsOf } from './service-context.ts';
import { state } from './tables.ts';

let context: ReturnType<typeof contextFor>;
let service: Service;
let call: (action: string, input: JsonObject) => Promise<JsonObject>;

const start = async () => {
  service = await startDynamoDb(context, [state]);
  call = callerOf(service);
};

beforeEach(async () => {
  context = contextFor();
  await start();
});

afterEach(async () => {
  await service.close();
  context.remove();
});

const TableName = state.name;
const key = (sk: string) => ({ pk: { S: 'p' }, sk: { S: sk } });
const put = (sk: string, more: JsonObject = {}) => call('PutItem', { TableName, Item: { ...key(sk), ...more } });
const get = async (sk: string) => (await call('GetItem', { TableName, Key: key(sk), ConsistentRead: true })).Item;
const transact = (TransactItems: JsonObject[], ClientRequestToken?: string) =>
  call('TransactWriteItems', { TransactItems, ...(ClientRequestToken === undefined ? {} : { ClientRequestToken }) });
const open = (openFor: string) =>
  call('Query', {
    TableName,
    IndexName: 'OpenApprovals',
    KeyConditionExpression: 'openFor = :t',
    ExpressionAttributeValues: { ':t': { S: openFor } },
  });
const add = (sk: string, by: number) => ({
  Update: {
    TableName,
    Key: key(sk),
    UpdateExpression: 'SET n = n + :by',
    ConditionExpression: 'n >= :least',
    ExpressionAttributeValues: { ':by': { N: String(by) }, ':least': { N: String(-by) } },
  },
});

/** As callers must: a transaction that met another one is sent again. */
async function untilNoConflict(send: () => Promise<JsonObject>): Promise<JsonObject> {
  for (;;) {
    try {
      return await send();
    } catch (error) {
      if (!JSON.stringify(error).includes('TransactionConflict')) throw error;
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}

describe('single items', () => {
  test('rows, empty texts, lists and maps come back as they were put, also after a restart', async () => {
    const more = { s: { S: '' }, l: { L: [{ N: '1' }, { M: { a: { BOOL: false } } }] }, b: { B: 'AAEC' } };
    await put('1', more);
    await service.close();
    await start();
    expect(await get('1')).toEqual({ ...key('1'), ...more });
  });

  test('a failed condition tells the row it found, when asked', async () => {
    await put('1', { n: { N: '3' } });
    const again = { TableName, Item: key('1'), ConditionExpression: 'attribute_not_exists(pk)' };
    await expect(call('PutItem', again)).rejects.toMatchObject({ code: 'ConditionalCheckFailedException', fields: {} });
    await expect(call('PutItem', { ...again, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' })).rejects.toMatchObject({
      fields: { Item: { n: { N: '3' } } },
    });
    expect(await get('1')).toEqual({ ...key('1'), n: { N: '3' } });
  });

  test('a sparse index follows the attribute that it is on', async () => {
    await put('1', { openFor: { S: 't' }, decideBefore: { S: '2026' } });
    expect(await open('t')).toMatchObject({ Count: 1 });
    await call('UpdateItem', { TableName, Key: key('1'), UpdateExpression: 'REMOVE openFor' });
    expect(await open('t')).toMatchObject({ Count: 0 });
  });

  test('100 increments at once are all counted', async () => {
    await put('1', { n: { N: '0' } });
    const one = {
      TableName,
      Key: key('1'),
      UpdateExpression: 'ADD n :one',
      ExpressionAttributeValues: { ':one': { N: '1' } },
    };
    await Promise.all(Array.from({ length: 100 }, () => call('UpdateItem', one)));
    expect(await get('1')).toMatchObject({ n: { N: '100' } });
  });

  test('pages of a query go on where the last one ended', async () => {
    for (let at = 0; at < 25; at += 1) await put(String(at).padStart(2, '0'), {});
    const query = {
      TableName,
      KeyConditionExpression: 'pk = :p AND begins_with(sk, :s)',
      ExpressionAttributeValues: { ':p': { S: 'p' }, ':s': { S: '1' } },
      ScanIndexForward: false,
      Limit: 6,
    };
    const first = await call('Query', query);
    const second = await call('Query', { ...query, ExclusiveStartKey: first.LastEvaluatedKey });
    expect(first).toMatchObject({
      Count: 6,
      Items: [key('19'), key('18'), key('17'), key('16'), key('15'), key('14')],
    });
    expect(second).toMatchObject({ Items: [key('13'), key('12'), key('11'), key('10')] });
    expect(second).not.toHaveProperty('LastEvaluatedKey');
    expect(await call('Scan', { TableName, Select: 'COUNT' })).toMatchObject({ Count: 25 });
  });

  test('what would be ignored is refused', async () => {
    await expect(call('PutItem', { TableName, Item: key('1'), Expected: {} })).rejects.toThrow(
      'does not support Expected',
    );
    await expect(call('GetItem', { TableName: 'other', Key: key('1') })).rejects.toMatchObject({
      code: 'ResourceNotFoundException',
    });
    await expect(call('GetItem', { TableName, Key: { pk: { S: 'p' } } })).rejects.toMatchObject({
      code: 'ValidationException',
    });
  });

  test('a table may be named by its ARN', async () => {
    await put('1');
    expect(await call('GetItem', { TableName: state.arn, Key: key('1') })).toMatchObject({ Item: key('1') });
  });

  test('a folder whose tables have other keys is refused', async () => {
    await service.close();
    await expect(startDynamoDb(context, [{ ...state, indexes: [] }])).rejects.toThrow('use another folder');
    await start();
  });
});

describe('transactions', () => {
  test('nothing is written when one condition fails; reasons come in the order of the request', async () => {
    await put('a', { n: { N: '5' } });
    await put('b', { n: { N: '0' }, who: { S: 'x' } });
    const changes = [
      { Put: { TableName, Item: key('new') } },
      add('a', -1),
      { Update: { ...add('b', -1).Update, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' } },
      { ConditionCheck: { TableName, Key: key('none'), ConditionExpression: 'attribute_exists(pk)' } },
    ];
    await expect(transact(changes)).rejects.toMatchObject({
      code: 'TransactionCanceledException',
      message:
        'Transaction cancelled, please refer cancellation reasons for specific reasons [None, None, ConditionalCheckFailed, ConditionalCheckFailed]',
      fields: {
        CancellationReasons: [
          { Code: 'None' },
          { Code: 'None' },
          { Code: 'ConditionalCheckFailed', Item: { ...key('b'), n: { N: '0' }, who: { S: 'x' } } },
          { Code: 'ConditionalCheckFailed', Message: 'The conditional request failed' },
        ],
      },
    });
    expect(await get('new')).toBeUndefined();
    expect(await get('a')).toMatchObject({ n: { N: '5' } });
  });

  test('everything is written together, indexes too; a check changes nothing', async () => {
    await put('a', { n: { N: '5' }, openFor: { S: 't' }, decideBefore: { S: '1' } });
    await put('gone');
    await transact([
      {
        Update: {
          TableName,
          Key: key('a'),
          UpdateExpression: 'SET n = n - :one REMOVE openFor',
          ExpressionAttributeValues: { ':one': { N: '1' } },
        },
      },
      { Put: { TableName, Item: { ...key('b'), openFor: { S: 't' }, decideBefore: { S: '2' } } } },
      { Delete: { TableName, Key: key('gone') } },
      { ConditionCheck: { TableName, Key: key('none'), ConditionExpression: 'attribute_not_exists(pk)' } },
    ]);
    expect(await get('a')).toEqual({ ...key('a'), n: { N: '4' }, decideBefore: { S: '1' } });
    expect(await get('gone')).toBeUndefined();
    expect(await get('none')).toBeUndefined();
    expect(await open('t')).toMatchObject({ Items: [key('b')] });
  });

  test('40 transactions and single writes at once leave the sum as it was', async () => {
    await put('a', { n: { N: '24' } });
    await put('b', { n: { N: '0' } });
    await put('c', { n: { N: '0' } });
    const count = {
      TableName,
      Key: key('c'),
      UpdateExpression: 'ADD n :one',
      ExpressionAttributeValues: { ':one': { N: '1' } },
    };
    const outcomes = await Promise.allSettled(
      Array.from({ length: 40 }, (_, at) => [
        untilNoConflict(() => transact([add('a', -1), add('b', 1)])),
        at % 2 === 0 ? call('UpdateItem', count) : put(`x${at}`),
      ]).flat(),
    );
    expect(outcomes.filter(({ status }) => status === 'rejected')).toHaveLength(16);
    expect([await get('a'), await get('b'), await get('c')]).toMatchObject([
      { n: { N: '0' } },
      { n: { N: '24' } },
      { n: { N: '20' } },
    ]);
  });

  test('what meets an ongoing one at the same item is refused at once; reads and other items are not', async () => {
    await put('a', { n: { N: '5' } });
    await put('b', { n: { N: '0' } });
    const ongoing = transact([add('a', -1), add('b', 1)]);
    await expect(transact([add('c', 1), add('b', 1)])).rejects.toMatchObject({
      code: 'TransactionCanceledException',
      fields: { CancellationReasons: [{ Code: 'None' }, { Code: 'TransactionConflict' }] },
    });
    const again = transact([add('a', -1), add('b', 1)]);
    const single = put('a');
    await expect(again).rejects.toMatchObject({ code: 'TransactionCanceledException' });
    await expect(single).rejects.toMatchObject({ code: 'TransactionConflictException' });
    await put('d');
    await get('a');
    await ongoing;
    expect(await get('a')).toMatchObject({ n: { N: '4' } });
    await transact([add('a', -1)]);
  });

  test('the same one sent again while it is ongoing is told so', async () => {
    await put('a', { n: { N: '5' } });
    const ongoing = transact([add('a', -1)], 'token');
    await expect(transact([add('a', -1)], 'token')).rejects.toMatchObject({ code: 'TransactionInProgressException' });
    await ongoing;
    await transact([add('a', -1)], 'token');
    expect(await get('a')).toMatchObject({ n: { N: '4' } });
  });

  test('a repeated token does nothing, also after a restart; with other actions it is refused', async () => {
    await put('a', { n: { N: '5' } });
    await transact([add('a', -1)], 'token');
    await transact([add('a', -1)], 'token');
    await service.close();
    await start();
    await transact([add('a', -1)], 'token');
    expect(await get('a')).toMatchObject({ n: { N: '4' } });
    await expect(transact([add('a', -2)], 'token')).rejects.toMatchObject({
      code: 'IdempotentParameterMismatchException',
    });
  });

  test('a token of a cancelled transaction may be used again', async () => {
    await put('a', { n: { N: '0' } });
    await expect(transact([add('a', -1)], 'token')).rejects.toMatchObject({ code: 'TransactionCanceledException' });
    await put('a', { n: { N: '1' } });
    await transact([add('a', -1)], 'token');
    expect(await get('a')).toMatchObject({ n: { N: '0' } });
  });

  test('malformed ones are refused as a whole', async () => {
    const refused = (items: JsonObject[]) =>
      expect(transact(items)).rejects.toMatchObject({ code: 'ValidationException' });
    await refused([{ Put: { TableName, Item: key('a') } }, { Delete: { TableName, Key: key('a') } }]);
    await refused(Array.from({ length: 101 }, (_, at) => ({ Put: { TableName, Item: key(String(at)) } })));
    await refused([{ Put: { TableName, Item: key('a') }, Delete: { TableName, Key: key('b') } }]);
    await refused([{ ConditionCheck: { TableName, Key: key('a') } }]);
    await refused([{ Update: { TableName, Key: key('a'), UpdateExpression: 'SET' } }]);
    await refused([]);
    expect(await get('a')).toBeUndefined();
  });

  test('a mistake that only the rows show is a reason', async () => {
    await put('a', { n: { S: 'text' } });
    const plus = {
      TableName,
      Key: key('a'),
      UpdateExpression: 'SET n = n + :one',
      ExpressionAttributeValues: { ':one': { N: '1' } },
    };
    await expect(transact([{ Update: plus }])).rejects.toMatchObject({
      fields: { CancellationReasons: [{ Code: 'ValidationError' }] },
    });
  });

  test('nobody sees half a transaction', async () => {
    await put('a', { n: { N: '100' } });
    await put('b', { n: { N: '0' } });
    const sums: number[] = [];
    const look = async () => {
      const KeyConditionExpression = 'pk = :p';
      const { Items } = await call('Query', {
        TableName,
        KeyConditionExpression,
        ExpressionAttributeValues: { ':p': { S: 'p' } },
      });
      const numbers = JSON.stringify(Items).match(/"N":"(\d+)"/g) ?? [];
      sums.push(numbers.reduce((sum, each) => sum + Number(/\d+/.exec(each)?.[0]), 0));
    };
    await Promise.all(
      Array.from({ length: 50 }, () => [untilNoConflict(() => transact([add('a', -1), add('b', 1)])), look()]).flat(),
    );
    expect(new Set(sums)).toEqual(new Set([100]));
  });
});

test('a call to one item, or to a batch of items, tells their partitions, for conditions on them', () => {
  const needs = (action: string, input: JsonObject) =>
    service.requirementsOf({ service: 'dynamodb', action, input, principal: { kind: 'operator' } });
  const context = { 'dynamodb:LeadingKeys': ['p'] };
  expect(needs('GetItem', { TableName, Key: key('a') })).toMatchObject([{ context }]);
  const of = (pk: string) => ({ pk: { S: pk }, sk: { S: 'a' } });
  expect(needs('BatchGetItem', { RequestItems: { [TableName]: { Keys: [of('p'), of('q'), of('p')] } } })).toMatchObject(
    [{ context: { 'dynamodb:LeadingKeys': ['p', 'q'] } }],
  );
  expect(needs('PutItem', { TableName, Item: key('a') })).toMatchObject([{ context }]);
  expect(needs('TransactWriteItems', { TransactItems: [{ Put: { TableName, Item: key('a') } }] })).toMatchObject([
    { action: 'dynamodb:PutItem', context },
  ]);
  const query = (expression: string, more: JsonObject = {}) =>
    needs('Query', {
      TableName,
      KeyConditionExpression: expression,
      ExpressionAttributeNames: { '#pk': 'pk', '#sk': 'sk' },
      ExpressionAttributeValues: { ':p': { S: 'p' }, ':s': { S: 's' } },
      ...more,
    });
  expect(query('#pk = :p')).toMatchObject([{ context }]);
  expect(query('begins_with(#sk, :s) AND pk = :p')).toMatchObject([{ context }]);
  // What cannot be told fits no condition: a missing key would fit each that is for all values.
  const untold = { 'dynamodb:LeadingKeys': ['(a partition that is not told)'] };
  expect(query('#sk = :s')).toMatchObject([{ context: untold }]);
  expect(query('#pk = :p', { IndexName: 'OpenApprovals' })).toMatchObject([{ context: untold }]);
});

test('a call needs the permission on the table or the index; a transaction what its actions would', () => {
  const { arn } = state;
  const query = { TableName, KeyConditionExpression: 'x = :y' };
  expect(needsOf(service, 'Query', query)).toEqual([`dynamodb:Query ${arn}`]);
  expect(needsOf(service, 'Query', { ...query, IndexName: 'OpenApprovals' })).toEqual([
    `dynamodb:Query ${arn}/index/OpenApprovals`,
  ]);
  const actions = [
    { Put: { TableName, Item: {} } },
    add('a', 1),
    { Delete: { TableName, Key: {} } },
    { ConditionCheck: { TableName, Key: {}, ConditionExpression: 'x' } },
  ];
  expect(needsOf(service, 'TransactWriteItems', { TransactItems: actions })).toEqual([
    `dynamodb:PutItem ${arn}`,
    `dynamodb:UpdateItem ${arn}`,
    `dynamodb:DeleteItem ${arn}`,
    `dynamodb:ConditionCheckItem ${arn}`,
  ]);
  expect(needsOf(service, 'BatchGetItem', { RequestItems: { [TableName]: {} } })).toEqual([
    `dynamodb:BatchGetItem ${arn}`,
  ]);
});
