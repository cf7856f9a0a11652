import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { createGunzip } from 'node:zlib';
import * as z from 'zod';
import { type ChainedRecord, chainedRecordSchema } from '../../lambda/domain/audit/audit-chain.ts';

/** One row as DynamoDB exports it: each value is wrapped in an object that names its type. */
const row = z.object({ Item: z.record(z.string(), z.unknown()) });

/**
 * The exports that lie anywhere under a folder. A folder may hold several: each export is the whole table as it was then.
 *
 * @returns the files of each, by the export's own folder
 */
export async function findExports(folder: string): Promise<ReadonlyMap<string, readonly string[]>> {
  const exports = new Map<string, string[]>();
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])) {
    if (!entry.isFile() || !entry.name.endsWith('.json.gz') || basename(entry.parentPath) !== 'data') continue;
    const one = dirname(entry.parentPath);
    exports.set(one, [...(exports.get(one) ?? []), join(entry.parentPath, entry.name)].sort());
  }
  return new Map([...exports].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/**
 * The audit records of one exported file, one by one.
 *
 * @throws for a line that is not a record: an export that cannot be read proves nothing
 */
export async function* recordsIn(file: string): AsyncGenerator<ChainedRecord> {
  const source = createReadStream(file);
  const text = source.pipe(createGunzip()).setEncoding('utf8');
  source.on('error', (error) => text.destroy(error));
  let number = 0;
  for await (const line of linesOf(text)) {
    number += 1;
    if (line.trim() === '') continue;
    const record = recordOf(line);
    if (record === undefined) throw new Error(`${file}, line ${number}: not an audit record`);
    yield record;
  }
}

/** Lines of JSON end at a line feed and nowhere else. Node's `readline` splits at U+2028 too, from version 24 on: names may hold it. */
async function* linesOf(text: AsyncIterable<string>): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of text) {
    const lines = `${rest}${chunk}`.split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  if (rest !== '') yield rest;
}

function recordOf(line: string): ChainedRecord | undefined {
  try {
    const { Item } = row.parse(JSON.parse(line));
    return chainedRecordSchema.parse(
      Object.fromEntries(Object.entries(Item).map(([name, value]) => [name, unwrapped(value)])),
    );
  } catch {
    return undefined;
  }
}

const typed = z.union([
  z.strictObject({ S: z.string() }),
  z.strictObject({ N: z.string() }),
  z.strictObject({ BOOL: z.boolean() }),
  z.strictObject({ NULL: z.literal(true) }),
  z.strictObject({ M: z.record(z.string(), z.unknown()) }),
  z.strictObject({ L: z.array(z.unknown()) }),
]);

/** The types that records are made of; any other was not written by us. */
function unwrapped(value: unknown): unknown {
  const each = typed.parse(value);
  if ('S' in each) return each.S;
  if ('N' in each) return Number(each.N);
  if ('BOOL' in each) return each.BOOL;
  if ('M' in each) return Object.fromEntries(Object.entries(each.M).map(([name, member]) => [name, unwrapped(member)]));
  if ('L' in each) return each.L.map(unwrapped);
  return null;
}
