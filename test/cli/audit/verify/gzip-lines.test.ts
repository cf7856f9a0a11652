import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from '@jest/globals';
import { readGzipLines } from '../../../../cli/audit/verify/gzip-lines.ts';

const folder = mkdtempSync(join(tmpdir(), 'gzip-lines-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** In the header a name, which neither the product nor DynamoDB writes: such a file is read piece by piece, as a large one is. */
function withName(zipped: Buffer): Buffer {
  const header = Buffer.from(zipped.subarray(0, 10));
  header[3] = 8;
  return Buffer.concat([header, Buffer.from('a\0'), zipped.subarray(10)]);
}

/** Its end says that there is no text. */
function withoutLength(zipped: Buffer): Buffer {
  return Buffer.concat([zipped.subarray(0, -4), Buffer.alloc(4)]);
}

const forms = [
  ['as a whole', gzipSync],
  ['piece by piece', (text: string) => withName(gzipSync(text))],
] as const;

async function read(content: Buffer) {
  const file = join(folder, 'lines.gz');
  writeFileSync(file, content);
  const lines: string[] = [];
  const digest = createHash('sha256');
  let isNumbered = true;
  const take = (line: string, number: number) => {
    isNumbered &&= lines.push(line) === number;
  };
  const { lines: count } = await readGzipLines(file, take, digest);
  return { lines, count, isNumbered, digest: digest.digest('hex') };
}

const KB = 1024;

describe.each(forms)('%s', (_, zip) => {
  test('lines are what stands between line feeds, wherever pieces end', async () => {
    // Around what becomes text at once (64 KB) and what is unzipped at once (256 KB), of one, two and three bytes for a character.
    const lengths = [0, 1, 64 * KB - 2, 64 * KB - 1, 64 * KB, 0, 0, 300 * KB, 7, 256 * KB - 1, 1, 0, 3];
    const lines = lengths.flatMap((length) => ['x', 'é', '€'].map((letter) => letter.repeat(length)));
    const text = `${lines.join('\n')}\n`;
    const found = await read(zip(text));
    expect(found.lines.map((line) => line.length)).toEqual(lines.map((line) => line.length));
    expect(found.lines.every((line, n) => line === lines[n])).toBe(true);
    expect(found).toMatchObject({
      isNumbered: true,
      count: lines.length,
      digest: createHash('sha256').update(text).digest('hex'),
    });
  });

  test.each([
    ['its last line has no end', 'a\nb'],
    ['it has a line that is too long for a record', `a\n${'x'.repeat(9 * KB * KB)}\nb\n`],
  ])('%s', async (said, text) => {
    await expect(read(zip(text))).rejects.toThrow(said);
  });
});

test('a length that is not that of the text is a file that was changed, however much it holds', async () => {
  for (const text of ['a\n', `${'x'.repeat(100)}\n`.repeat(60_000)]) {
    await expect(read(withoutLength(gzipSync(text)))).rejects.toThrow(/checksum does not fit|no gzip file, or was cut/);
  }
});
