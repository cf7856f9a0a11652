import { startDynamoDb } from '../../dynamodb.ts';
import { callerOf, contextFor } from '../service-context.ts';
import { state } from '../tables.ts';

/** Run by `crash.test.ts` in a process of its own: moves from one row to another, and an index entry with it, for ever. */
const call = callerOf(await startDynamoDb(contextFor({ folder: process.argv[2] ?? '' }), [state]));
const move = (sk: string, by: number, more: string) => ({
  Update: {
    TableName: state.name,
    Key: { pk: { S: 'p' }, sk: { S: sk } },
    UpdateExpression: `ADD n :by ${more}`,
    ExpressionAttributeValues: { ':by': { N: String(by) }, ...(more.startsWith('SET') ? { ':t': { S: 't' } } : {}) },
  },
});
for (let round = 0; ; round += 1) {
  const there = round % 2 === 0;
  await call('TransactWriteItems', {
    TransactItems: [
      move('a', there ? -1 : 1, there ? 'REMOVE openFor' : 'SET openFor = :t'),
      move('b', there ? 1 : -1, there ? 'SET openFor = :t' : 'REMOVE openFor'),
    ],
  });
  if (round === 20) process.stdout.write('moving\n');
}
