import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { verifyFolder } from '../../../cli/audit/verify/verify-folder.ts';
import { smallPlan, writeHonestFolder } from '../../evidence/honest-folder.ts';

/** `auditor/verify.mjs` shares no code with the product. Whatever it says of a folder, the product's own verifier says too. */

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stranger-'));
  writeHonestFolder({ ...smallPlan, records: 150, exports: 'incremental' }, folder);
});
afterEach(() => rmSync(folder, { recursive: true }));

function stranger(where: string, ...options: readonly string[]) {
  const { stdout, status } = spawnSync(process.execPath, ['auditor/verify.mjs', where, ...options], {
    encoding: 'utf8',
  });
  const [verdict = '', , ...problems] = stdout.trimEnd().split('\n');
  const found = problems.map((line): { kind: string; chain?: string } => JSON.parse(line));
  return { verdict, status, kinds: [...new Set(found.map(({ kind }) => kind))].sort() };
}
const product = async (where: string) => {
  const { problems, records, sealed } = await verifyFolder(where);
  return { records, sealed, kinds: [...new Set(problems.map(({ kind }) => kind))].sort() };
};

test('it is less than 300 lines, and imports nothing but Node', () => {
  const text = readFileSync('auditor/verify.mjs', 'utf8');
  expect(text.trimEnd().split('\n').length).toBeLessThan(300);
  const imports = [...text.matchAll(/from '([^']+)'/g)].map((match) => match[1]);
  expect(imports).toEqual(['node:crypto', 'node:fs', 'node:path', 'node:util', 'node:zlib']);
});

test.each(['docs/audit-vectors/folder'])('%s: both find nothing', async (where) => {
  const { records, sealed, kinds } = await product(where);
  expect(kinds).toEqual([]);
  expect(stranger(where)).toMatchObject({ status: 0, kinds: [] });
  expect(stranger(where).verdict).toContain(`${records} records: ${sealed} sealed by checkpoint`);
});

test('what is no folder cannot be verified; a hash that was kept must be there', () => {
  expect(stranger(join(folder, 'nowhere')).status).toBe(2);
  expect(stranger(folder, '--expect', '0'.repeat(64))).toMatchObject({ status: 1, kinds: ['checkpoint-expected'] });
});

const files = (pattern: RegExp) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => pattern.test(name))
    .sort()
    .map((name) => join(folder, name));
const archive = () => files(/^records.*gz$/);
const edit = (file: string, change: (text: string) => string) => {
  const before = gunzipSync(readFileSync(file)).toString('utf8');
  expect(change(before)).not.toBe(before);
  writeFileSync(file, gzipSync(change(before)));
};
const first = (list: readonly string[], at = 0) => list.at(at) ?? '';

const edits: Readonly<Record<string, () => void>> = {
  nothing: () => undefined,
  'a record that was changed': () => edit(first(archive(), 3), (text) => text.replace('"success"', '"failed"')),
  'a line that was removed': () => edit(first(archive(), 2), (text) => text.slice(text.indexOf('\n') + 1)),
  'a member that stands twice': () =>
    edit(first(archive()), (text) => text.replace('"outcome":', '"outcome":{"S":"failed"},"outcome":')),
  'a member in capitals': () => edit(first(archive()), (text) => text.replace('"outcome":', '"OUTCOME":')),
  'white space': () => edit(first(archive()), (text) => text.replaceAll('\n', '\r\n')),
  'an overwritten record': () =>
    edit(first(archive()), (text) =>
      text.replace(/"INSERT"(.*"NewImage":)(\{.*\})\}\n/, '"MODIFY"$1$2,"OldImage":$2}\n'),
    ),
  'an object that was removed': () => rmSync(first(archive(), 4)),
  'an object under another name': () =>
    writeFileSync(first(archive()).replace(/\d+-/, '1-'), readFileSync(first(archive()))),
  'more after the end': () =>
    writeFileSync(first(archive()), Buffer.concat([readFileSync(first(archive())), Buffer.alloc(3)])),
  'a second member': () =>
    writeFileSync(first(archive()), Buffer.concat([readFileSync(first(archive())), gzipSync('')])),
  'a link': () => symlinkSync(first(archive()), `${first(archive())}.x`),
  'another file': () => writeFileSync(join(folder, 'audit', 'x.json.gz'), gzipSync('')),
  'a checkpoint that was removed': () => rmSync(first(files(/\.checkpoint$/), 2)),
  'the last checkpoints, removed': () =>
    files(/\.checkpoint$/)
      .slice(3)
      .forEach((file) => void rmSync(file)),
  'all checkpoints, removed': () => files(/\.checkpoint$/).forEach((file) => void rmSync(file)),
  'a checkpoint that was changed': () => {
    const file = first(files(/\.checkpoint$/), 1);
    writeFileSync(file, readFileSync(file, 'utf8').replace(/records \d+/, 'records 1'));
  },
  'a list of heads that was changed': () =>
    edit(first(files(/heads\.jsonl\.gz$/), 1), (text) => text.replace(/"sequence":\d+/, '"sequence":99')),
  'a list of heads that was removed': () => rmSync(first(files(/heads\.jsonl\.gz$/), 1)),
  'another key': () => writeFileSync(first(files(/\.pem$/)), 'x'),
  'a data file that was removed': () => rmSync(first(files(/data.*json\.gz$/))),
  'a manifest that was changed': () => writeFileSync(first(files(/manifest-files\.json$/)), '{}'),
  'an export that was changed': () =>
    edit(first(files(/data.*json\.gz$/).filter((file) => gunzipSync(readFileSync(file)).length > 0)), (text) =>
      text.replace('"success"', '"failed"'),
    ),
};

test.each(Object.keys(edits))('%s: both say the same', async (name) => {
  edits[name]?.();
  const { kinds, records, sealed } = await product(folder);
  expect(kinds.length > 0).toBe(name !== 'nothing');
  const said = stranger(folder);
  expect(said.kinds).toEqual(kinds);
  expect(said.verdict).toContain(`${records} records: ${sealed} sealed`);
  expect(said.status).toBe(name === 'nothing' ? 0 : 1);
});
