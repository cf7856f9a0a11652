import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Call, JsonObject } from '@m365-rotation/local-aws';
import { functionTable } from '../../contract/functions.ts';
import type { RunningProduct } from '../../local/running-product.ts';
import { functionOf } from './account-quotas.ts';

/** What was counted in a run, by name; see `cli/cost/counted-calls.ts`. */
export type Counts = Readonly<Record<string, number>>;

/** Asked by AWS all the time, whether or not anything happens: no matter of tenants and accounts. */
const POLLS =
  /^(dynamodb:(GetRecords|GetShardIterator|ListStreams|DescribeStream)|sqs:(ReceiveMessage|GetQueueAttributes))$/;

const READS = new Set(['GetItem', 'BatchGetItem', 'Query', 'Scan']);
const UNIT_BYTES = 4_096;

/** Counts read request units of DynamoDB by the size of answers. */
export function readUnits() {
  let units = 0;
  return {
    onAnswer: ({ service, action }: Call, answer: JsonObject) => {
      if (service === 'dynamodb' && READS.has(action)) units += Math.ceil(JSON.stringify(answer).length / UNIT_BYTES);
    },
    units: () => units,
  };
}

/** Everything that AWS asks money for, as far as it happens once for each account, tenant or cycle. */
export function countsOf({ cloud }: RunningProduct, out: string, read: number): Counts {
  const invocations = Object.entries(cloud.lambda.ended()).map(([id, count]) => ({ name: functionOf(id), count }));
  const pages = invocations.filter(({ name }) => name !== undefined && functionTable[name].routes !== undefined);
  return sorted({
    ...Object.fromEntries(Object.entries(cloud.calls()).filter(([name]) => !POLLS.test(name))),
    ...Object.fromEntries(invocations.map(({ name, count }) => [`function ${name}`, count])),
    'page requests': pages.reduce((sum, { count }) => sum + count, 0),
    'state transitions': cloud.stepFunctions.stateTransitions(),
    'write units': cloud.writeUnits(),
    'read units': read,
    'bytes of logs': bytesIn(join(out, 'logs')),
  });
}

const bytesIn = (folder: string) =>
  readdirSync(folder).reduce((sum, file) => sum + statSync(join(folder, file)).size, 0);

const sorted = (counts: Counts): Counts =>
  Object.fromEntries(Object.entries(counts).sort(([a], [b]) => (a < b ? -1 : 1)));
