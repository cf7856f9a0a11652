import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from '@jest/globals';
import { startDynamoDb } from '../../dynamodb.ts';
import { callerOf, contextFor } from '../service-context.ts';
import { state } from '../tables.ts';

const TableName = state.name;
const row = (sk: string, more: object = {}) => ({ pk: { S: 'p' }, sk: { S: sk }, decideBefore: { S: sk }, ...more });

test('a process that is killed in the middle of transactions leaves each of them done or not begun', async () => {
  const context = contextFor();
  const first = await startDynamoDb(context, [state]);
  const items = [row('a', { n: { N: '10' }, openFor: { S: 't' } }), row('b', { n: { N: '0' } })];
  for (const Item of items) await callerOf(first)('PutItem', { TableName, Item });
  await first.close();

  for (const delayMs of [0, 3, 11]) {
    const args = ['--import', 'tsx', 'packages/local-aws/test/dynamodb/transfer-until-killed.ts', context.folder];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(child.stdout, 'data');
    await new Promise((resolve) => setTimeout(resolve, delayMs));
    child.kill('SIGKILL');
    await once(child, 'exit');

    const service = await startDynamoDb(context, [state]);
    const call = callerOf(service);
    const all = JSON.stringify((await call('Scan', { TableName })).Items);
    const numbers = [...all.matchAll(/"N":"(\d+)"/g)].map(([, each]) => Number(each));
    expect(numbers.reduce((sum, each) => sum + each, 0)).toBe(10);
    const open = await call('Query', {
      TableName,
      IndexName: 'OpenApprovals',
      KeyConditionExpression: 'openFor = :t',
      ExpressionAttributeValues: { ':t': { S: 't' } },
    });
    expect(open.Count).toBe(1);
    expect(all).toContain(JSON.stringify(open.Items).slice(1, -1)); // the index holds the row as it is
    await service.close();
  }
  context.remove();
});
