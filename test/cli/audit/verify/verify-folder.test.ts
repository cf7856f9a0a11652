import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeEach, describe, expect, test } from '@jest/globals';
import { readEvidenceFolder } from '../../../../cli/audit/verify/evidence-folder.ts';
import { verifyFolder } from '../../../../cli/audit/verify/verify-folder.ts';
import { verdictLine, verificationInWords } from '../../../../cli/audit/verify/words.ts';
import { hashOfCheckpoint, readCheckpoint } from '../../../../lambda/domain/audit/checkpoint.ts';
import { readNote } from '../../../../lambda/domain/audit/signed-note.ts';
import { keyOf, smallPlan, writeHonestFolder } from '../../../evidence/honest-folder.ts';

const made: string[] = [];
afterAll(() => made.forEach((folder) => void rmSync(folder, { recursive: true })));

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'evidence-'));
  made.push(folder);
  return folder;
}

let folder: string;
beforeEach(() => {
  folder = newFolder();
  writeHonestFolder({ ...smallPlan, records: 120 }, folder);
});

const kindsOf = async (options = {}) => [
  ...new Set((await verifyFolder(folder, options)).problems.map(({ kind }) => kind)),
];
const filesOf = async (part: 'archive' | 'notes' | 'heads' | 'exports') =>
  (await readEvidenceFolder(folder))[part].map((file) => join(folder, file));
const linesOf = (file: string) => gunzipSync(readFileSync(file)).toString('utf8').split('\n').slice(0, -1);
const write = (file: string, lines: readonly string[]) =>
  writeFileSync(file, gzipSync(lines.map((line) => `${line}\n`).join('')));

describe('a folder that nobody touched', () => {
  test('is verified, and says what was trusted', async () => {
    const verification = await verifyFolder(folder);
    expect(verification).toMatchObject({ records: 120, problems: [], problemCount: 0, sealVerified: true });
    expect(verification.sealed + verification.newer).toBe(120);
    expect(verification.sealed).toBeGreaterThan(60);
    expect(verification.keys).toEqual([{ fingerprint: keyOf(smallPlan).fingerprint, from: 'folder' }]);
    expect(verdictLine(verification)).toMatch(
      /^120 records: \d+ sealed by checkpoint \d+ \([0-9a-f]{64}, key [0-9a-f]{64}, .*Z\), \d+ newer than it, 0 problems$/,
    );
    expect(verificationInWords(verification)).toContain('only from the folder');
  });

  test('with a key that the auditor has from elsewhere, and a checkpoint that he kept', async () => {
    const key = join(newFolder(), 'key.pem');
    writeFileSync(key, keyOf(smallPlan).pem);
    const [note = ''] = await filesOf('notes');
    const checkpoint = readCheckpoint(readNote(readFileSync(note, 'utf8'))?.text ?? '');
    if (checkpoint === undefined) throw new Error('no checkpoint');
    const verification = await verifyFolder(folder, { keys: [key], expect: [hashOfCheckpoint(checkpoint)] });
    expect(verification.problems).toEqual([]);
    expect(verification.keys).toEqual([{ fingerprint: keyOf(smallPlan).fingerprint, from: 'auditor' }]);
    expect(verificationInWords(verification)).toContain('given by you');
    const other = join(newFolder(), 'other.pem');
    writeFileSync(other, keyOf({ seed: 99 }).pem);
    expect(await kindsOf({ keys: [other] })).toContain('key-unknown');
    expect(await kindsOf({ expect: ['0'.repeat(64)] })).toEqual(['checkpoint-expected']);
  });
});

describe('a copy of the bucket of another account', () => {
  const isNote = (file: string) => !/\.(gz|pem)$/.test(file);
  const copied = () => {
    const witness = newFolder();
    cpSync(join(folder, 'checkpoints'), join(witness, 'checkpoints'), { recursive: true, filter: isNote });
    return witness;
  };

  test('agrees, also where it began later and is older', async () => {
    const witness = copied();
    const { witness: held, problems, sealVerified } = await verifyFolder(folder, { witness });
    const notes = await filesOf('notes');
    expect({ held, problems, sealVerified }).toEqual({
      held: { checkpoints: notes.length, newest: notes.length },
      problems: [],
      sealVerified: true,
    });
    for (const each of [notes[0], notes.at(-1)]) rmSync(join(witness, (each ?? '').slice(folder.length)));
    const later = await verifyFolder(folder, { witness });
    expect(later).toMatchObject({ witness: { checkpoints: notes.length - 2, newest: notes.length - 1 }, problems: [] });
    expect(verificationInWords(later)).toContain(
      `the witness holds ${notes.length - 2} checkpoints, the newest is number ${notes.length - 1}\n`,
    );
  });

  test('tells what is missing here, and what is another one, though it is genuine', async () => {
    const witness = copied();
    const notes = await filesOf('notes');
    const [first = ''] = notes;
    const last = notes.at(-1) ?? '';
    const lastNote = readFileSync(last);
    rmSync(last);
    writeFileSync(join(witness, first.slice(folder.length)), lastNote);
    const { problems, sealVerified } = await verifyFolder(folder, { witness });
    expect(problems.filter(({ kind }) => kind === 'checkpoint-witnessed')).toMatchObject([
      { checkpoint: 1, text: expect.stringMatching(/^checkpoint 1 is another one than the witness was given at 20/) },
      { checkpoint: notes.length, text: expect.stringMatching(/is missing here, and the witness was given it at 20/) },
    ]);
    expect(sealVerified).toBe(false);
  });

  test('that holds nothing proves nothing', async () => {
    await expect(verifyFolder(folder, { witness: newFolder() })).rejects.toThrow(/holds no checkpoint/);
    await expect(verifyFolder(folder, { witness: join(folder, 'nowhere') })).rejects.toThrow(/ENOENT/);
  });
});

describe('a problem', () => {
  test('names customer, account, time and kind of change', async () => {
    const [file = ''] = (await filesOf('archive')).filter((each) =>
      linesOf(each).some((line) => line.includes('userP')),
    );
    const lines = linesOf(file);
    const at = lines.findIndex((line) => line.includes('userPrincipalName'));
    write(file, lines.with(at, lines[at]?.replace('"outcome":{"S":"success"}', '"outcome":{"S":"failed"}') ?? ''));
    const { problems, problemCount, sealVerified } = await verifyFolder(folder);
    expect({ problemCount: problemCount > 0, sealVerified }).toEqual({ problemCount: true, sealVerified: true });
    expect(problems[0]).toMatchObject({
      kind: 'record-changed',
      tenantId: expect.any(String),
      tenantName: expect.any(String),
      userPrincipalName: expect.stringContaining('@customer-'),
      time: expect.stringMatching(/Z$/),
      action: expect.any(String),
      sequence: expect.any(Number),
    });
    expect(problems[0]?.text).toMatch(/@customer-.*: record \d+ \(.*Z\) was changed in the archive/);
  });

  test.each<[string, (line: string) => string]>([
    ['a member that stands twice', (line) => line.replace('"outcome":', '"outcome":{"S":"success"},"outcome":')],
    ['a member in another case', (line) => line.replace('"outcome":', '"Outcome":{"S":"failed"},"outcome":')],
    ['two types for one value', (line) => line.replace('{"S":"success"}', '{"S":"success","N":"1"}')],
    ['a row beside the image', (line) => line.replace('{"Metadata":', '{"Item":{},"Metadata":')],
    ['another form of a number', (line) => line.replace('"schema":{"N":"1"}', '"schema":{"N":"1.0"}')],
    ['white space', (line) => line.replace('":', '" :')],
  ])('a line that could be read in two ways: %s', async (_, change) => {
    const [file = ''] = await filesOf('archive');
    const [first = '', ...others] = linesOf(file);
    expect(change(first)).not.toBe(first);
    write(file, [change(first), ...others]);
    expect(await kindsOf()).toContain('unreadable-line');
  });

  test('a link, and a file that nobody expects', async () => {
    const [file = ''] = await filesOf('archive');
    symlinkSync(file, file.replace(/\d+-/, '1-'));
    writeFileSync(join(folder, 'records', 'more.jsonl.gz'), gzipSync(''));
    expect(await kindsOf()).toEqual(expect.arrayContaining(['symbolic-link', 'unexpected-file']));
  });

  test('bytes after what is compressed, and a file that was cut', async () => {
    const [one = '', two = ''] = await filesOf('archive');
    writeFileSync(one, Buffer.concat([readFileSync(one), Buffer.from([0])]));
    writeFileSync(two, readFileSync(two).subarray(0, -9));
    const { problems } = await verifyFolder(folder);
    expect(problems.filter(({ kind }) => kind === 'unreadable-file')).toHaveLength(2);
  });
});

test('what is no folder cannot be verified', async () => {
  await expect(verifyFolder(join(folder, 'nowhere'))).rejects.toThrow('nowhere');
});
