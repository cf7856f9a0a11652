import { AwsError } from '../service.ts';
import type { StateOf } from './definition.ts';
import { StateFailure } from './failure.ts';
import type { Visit } from './visit.ts';

/**
 * The list that a Map goes over.
 *
 * @throws {StateFailure} `States.QueryEvaluationError` where it isn't a list, `States.ItemReaderFailed`
 */
export async function itemsOf(visit: Visit, map: StateOf<'Map'>): Promise<unknown[]> {
  if (map.ItemReader !== undefined) return readItems(visit, map.ItemReader);
  const items = map.Items === undefined ? visit.input : await visit.evaluate(map.Items, 'Items');
  if (Array.isArray(items)) return items;
  throw visit.wrongValue('Items', 'must be a list', map.Items ?? '$states.input');
}

/** Reads a JSON list from S3, with the rights of the machine's role. */
async function readItems(visit: Visit, reader: NonNullable<StateOf<'Map'>['ItemReader']>): Promise<unknown[]> {
  const { execution, signal } = visit.scope;
  const { Bucket, Key } = reader.Arguments;
  const input = {
    Bucket: await visit.evaluate(Bucket, 'ItemReader/Arguments/Bucket'),
    Key: await visit.evaluate(Key, 'ItemReader/Arguments/Key'),
  };
  try {
    const { Body } = await execution.call('s3', 'GetObject', input);
    const items: unknown = JSON.parse(Buffer.from(String(Body), 'base64').toString('utf8'));
    if (Array.isArray(items)) return items;
  } catch (error) {
    signal.throwIfAborted();
    const reason = error instanceof AwsError ? `${error.code}: ${error.message}` : String(error);
    throw new StateFailure('States.ItemReaderFailed', `Reading s3://${input.Bucket}/${input.Key} failed. ${reason}`);
  }
  throw new StateFailure('States.ItemReaderFailed', `s3://${input.Bucket}/${input.Key} holds no JSON list.`);
}

/** Runs the work for 0 … `count` − 1, at most `most` at once, and rejects with the first that does. */
export async function concurrently(count: number, most: number, work: (index: number) => Promise<void>): Promise<void> {
  let next = 0;
  const take = async () => {
    while (next < count) await work(next++);
  };
  await Promise.all(Array.from({ length: Math.min(most, count) }, take));
}
