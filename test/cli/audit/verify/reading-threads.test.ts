import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readEvidenceFolder } from '../../../../cli/audit/verify/evidence-folder.ts';
import type { Piece } from '../../../../cli/audit/verify/packed-records.ts';
import { startReaders } from '../../../../cli/audit/verify/reading-threads.ts';
import { type Verification, verifyFolder } from '../../../../cli/audit/verify/verify-folder.ts';
import { smallPlan, writeHonestFolder } from '../../../evidence/honest-folder.ts';

const folder = mkdtempSync(join(tmpdir(), 'reading-threads-'));
beforeAll(() => void writeHonestFolder({ ...smallPlan, records: 400 }, folder));
afterAll(() => rmSync(folder, { recursive: true }));

const linesOf = (file: string) => gunzipSync(readFileSync(file)).toString('utf8').split('\n').slice(0, -1);

/** Files are read in any order. */
const ordered = ({ problems, ...others }: Verification) => ({
  ...others,
  problems: problems.toSorted((a, b) => (`${a.file} ${a.line} ${a.text}` < `${b.file} ${b.line} ${b.text}` ? -1 : 1)),
});
const both = async () => [
  ordered(await verifyFolder(folder, { threads: 0 })),
  ordered(await verifyFolder(folder, { threads: 2 })),
];

describe('what threads read', () => {
  test('is verified as if this one had read it', async () => {
    const [here, there] = await both();
    expect(there).toEqual(here);
    expect(there).toMatchObject({ records: 400, problemCount: 0, sealVerified: true });
  });

  test('is found to be tampered with in the same words', async () => {
    const { archive } = await readEvidenceFolder(folder);
    const [changed = '', cut = '', moved = '', ...others] = archive;
    const edit = (file: string, change: (lines: readonly string[]) => readonly string[]) =>
      writeFileSync(join(folder, file), gzipSync(`${change(linesOf(join(folder, file))).join('\n')}\n`));
    edit(changed, (lines) => lines.map((line) => line.replace('{"S":"success"}', '{"S":"failed"}')));
    edit(moved, (lines) => [...lines.slice(1), ...lines.slice(0, 1)]);
    edit(others.at(-1) ?? '', (lines) => [`${lines[0]} `, ...lines.slice(1)]);
    writeFileSync(join(folder, cut), 'no gzip');
    const [here, there] = await both();
    expect(there).toEqual(here);
    const kinds = there?.problems.map(({ kind }) => kind);
    expect(kinds).toEqual(expect.arrayContaining(['record-changed', 'unreadable-file', 'unreadable-line']));
  });

  test('is nothing less than each file: one that cannot be opened is told', async () => {
    for (const threads of [0, 1]) {
      const readers = await startReaders(0, threads);
      const pieces: Piece[] = [];
      const file = { name: 'gone', path: join(folder, 'gone'), form: 'row' } as const;
      await expect(readers.read(file, (piece) => void pieces.push(piece))).rejects.toThrow('ENOENT');
      expect(pieces).toEqual([]);
      await readers.close();
    }
  });

  test('is an error where the thread ends before it has told everything', async () => {
    const readers = await startReaders(0, 1);
    const { archive } = await readEvidenceFolder(folder);
    const read = async () =>
      await readers.read(
        { name: 'one', path: join(folder, archive.at(-2) ?? ''), form: 'archived-change' },
        () => undefined,
      );
    const waiting = expect(read()).rejects.toThrow('a thread that reads files ended');
    await readers.close();
    await waiting;
    await expect(read()).rejects.toThrow('a thread that reads files ended');
  });

  test('is what takes longer than starting them', async () => {
    expect((await startReaders(1_000_000)).threads).toBe(0);
    const readers = await startReaders(100_000_000);
    expect(readers.threads).toBeGreaterThanOrEqual(1);
    expect(readers.threads).toBeLessThanOrEqual(2);
    await readers.close();
  });
});
