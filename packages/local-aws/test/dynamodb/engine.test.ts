import { Engine } from '../../dynamodb/engine.ts';
import { contextFor } from '../service-context.ts';
import { state } from '../tables.ts';

const context = contextFor();
const { name: TableName, partitionKey } = state;
afterAll(() => context.remove());

/** dynalite opens its tables in turns of the event loop to come: on a closed store it would throw there, where nobody can catch it. */
test.each(Array.from({ length: 8 }, (_, turns) => turns))(
  'closing %i turns after reads began lets them end, and takes no more',
  async (turns) => {
    const engine = await Engine.open(`${context.folder}/${turns}`, [state], context.clock);
    const query = {
      TableName,
      KeyConditionExpression: '#p = :p',
      ExpressionAttributeNames: { '#p': partitionKey.name },
      ExpressionAttributeValues: { ':p': { S: 'one' } },
    };
    const reads = [engine.read('Query', query), engine.read('Scan', { TableName })];
    for (let turn = 0; turn < turns; turn += 1) await new Promise((resolve) => setImmediate(resolve));

    await engine.close();

    expect(await Promise.all(reads)).toEqual([
      expect.objectContaining({ Count: 0 }),
      expect.objectContaining({ Count: 0 }),
    ]);
    await expect(engine.read('Query', query)).rejects.toThrow('the tables are closed');
    await expect(engine.alone(async () => undefined)).rejects.toThrow('the tables are closed');
  },
);
