import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createGunzip } from 'node:zlib';

/**
 * The baseline of `bench audit`: unzips each object of the archive, splits it into lines, parses each with `JSON.parse`, and checks nothing.
 *
 * `tsx bench/audit-reader.ts <folder>` prints how many lines there are.
 */
let lines = 0;
for (const entry of await readdir(process.argv[2] ?? '.', { recursive: true, withFileTypes: true })) {
  if (!entry.name.endsWith('.gz')) continue;
  const text = createReadStream(join(entry.parentPath, entry.name)).pipe(createGunzip()).setEncoding('utf8');
  let rest = '';
  for await (const part of text) {
    // Not `readline`: on Node 24 it also splits at U+2028, which may stand inside a record.
    const ended = `${rest}${part}`.split('\n');
    rest = ended.pop() ?? '';
    for (const line of ended) if (JSON.parse(line).NewImage !== undefined) lines += 1;
  }
}
process.stdout.write(`${lines}\n`);
