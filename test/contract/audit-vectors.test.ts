import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import { hashOfCheckpoint, readCheckpoint } from '../../lambda/domain/audit/checkpoint.ts';
import { isSignedBy, readNote } from '../../lambda/domain/audit/signed-note.ts';
import { isCompressed, vectorFiles, vectorKey } from '../evidence/audit-vectors.ts';

/** What is published is what the code makes. After a change of the format: `npx tsx test/evidence/write-audit-vectors.ts`. */
const FOLDER = 'docs/audit-vectors';

const published = new Map(
  readdirSync(FOLDER, { recursive: true, withFileTypes: true })
    .filter((each) => each.isFile())
    .map((each) => {
      const path = join(each.parentPath, each.name);
      const content = readFileSync(path);
      return [relative(FOLDER, path), (isCompressed(path) ? gunzipSync(content) : content).toString('utf8')];
    }),
);
const notes = [...published].filter(([path]) => path.endsWith('.checkpoint')).map(([, text]) => text);

test('each published vector is what the code makes', () => {
  const signed = (text: string) => notes.find((each) => each.startsWith(text)) ?? `no note has this text:\n${text}`;
  expect(published).toEqual(new Map(vectorFiles(signed).map(({ path, text }) => [path, text])));
});

test('the published checkpoints are signed by the published key, and name one another', () => {
  const read = notes.map((each) => readNote(each));
  expect(read).toHaveLength(2);
  const checkpoints = read.map((each) => {
    const checkpoint = readCheckpoint(each?.text ?? '');
    if (each === undefined || checkpoint === undefined) throw new Error('not a checkpoint');
    expect(isSignedBy(each, checkpoint.origin, vectorKey.spki)).toBe(true);
    return checkpoint;
  });
  const [first, second] = checkpoints.sort((a, b) => a.number - b.number);
  expect(second?.previous).toBe(first && hashOfCheckpoint(first));
});

test('the published vectors say what the documentation says of them', () => {
  const text = readFileSync('docs/audit-format.md', 'utf8');
  const [, second = ''] = [...notes].sort();
  expect(text).toContain(second);
});
