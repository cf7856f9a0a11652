import database, { type RangeIterator, type Store } from 'dynalite/db/index.js';
import { prepare } from '../../dynamodb/actions.ts';
import { endIterators } from '../../dynamodb/end-iterators.ts';
import { Engine } from '../../dynamodb/engine.ts';
import { contextFor } from '../service-context.ts';
import { state } from '../tables.ts';

const context = contextFor();
const { name: TableName } = state;
let store: Store;
const open = new Set<RangeIterator>();

beforeAll(async () => {
  const engine = await Engine.open(context.folder, [state], context.clock);
  for (const sk of ['a', 'b', 'c']) {
    await engine.write('PutItem', {
      TableName,
      Item: { pk: { S: 'p' }, sk: { S: sk }, openFor: { S: 't' }, decideBefore: { S: sk } },
    });
  }
  await engine.close();
  store = database.create({ path: `${context.folder}/tables` });
  await store.db.open();
  endIterators(store.db);
  for (const kind of ['keys', 'values'] as const) {
    const made = store.db[kind].bind(store.db);
    store.db[kind] = (range) => {
      const iterator = made(range);
      const close = iterator.close.bind(iterator);
      iterator.close = async () => {
        await close();
        open.delete(iterator);
      };
      open.add(iterator);
      return iterator;
    };
  }
});
afterAll(async () => {
  await store.db.close();
  context.remove();
});

const partition = { KeyConditionExpression: 'pk = :p', ExpressionAttributeValues: { ':p': { S: 'p' } } };
const index = {
  IndexName: 'OpenApprovals',
  KeyConditionExpression: 'openFor = :t',
  ExpressionAttributeValues: { ':t': { S: 't' } },
};

/** One that is left open keeps its snapshot: LevelDB can then drop no version of any row that was written since. */
test.each([
  ['a query', 'Query', partition, 3],
  ['one that stops before its end', 'Query', { ...partition, Limit: 1 }, 1],
  ['one that finds nothing', 'Query', { ...partition, ExpressionAttributeValues: { ':p': { S: 'nobody' } } }, 0],
  ['one of an index', 'Query', index, 3],
  ['a scan', 'Scan', {}, 3],
  ['one that stops before its end', 'Scan', { Limit: 2 }, 2],
] as const)('%s leaves no iterator open', async (_, action, input, Count) => {
  expect(await prepare(action, { TableName, ...input }, store)(store)).toMatchObject({ Count });
  expect(open.size).toBeLessThanOrEqual(1);

  for (let turn = 0; open.size > 0 && turn < 1_000; turn += 1) await new Promise((next) => setImmediate(next));

  expect(open.size).toBe(0);
});
