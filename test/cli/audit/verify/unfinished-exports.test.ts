import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openEvidence } from '../../../../cli/audit/query/open-evidence.ts';
import { verifyFolder } from '../../../../cli/audit/verify/verify-folder.ts';
import { verificationInWords } from '../../../../cli/audit/verify/words.ts';
import type { FolderPlan } from '../../../evidence/honest-folder.ts';
import { honestFolder, smallPlan } from '../../../evidence/honest-folder.ts';

/** An export that was under way when the bucket was copied, or that failed: `_started`, data perhaps, and no manifest. */

let work: string;
beforeAll(() => {
  work = mkdtempSync(join(tmpdir(), 'unfinished-'));
});
afterAll(() => rmSync(work, { recursive: true }));

let made = 0;
function folderOf(plan: Partial<FolderPlan>): string {
  made += 1;
  const folder = join(work, String(made));
  for (const { path, content } of honestFolder({ ...smallPlan, ...plan })) write(join(folder, path), content);
  return folder;
}
function write(file: string, content: string | Buffer) {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
}
const filesIn = (folder: string, pattern: RegExp) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => pattern.test(file))
    .sort();
const exportsOf = (folder: string) => filesIn(folder, /\/_started$/).map((file) => dirname(file));
const unmanifested = (folder: string, one: string) => {
  for (const file of filesIn(folder, /manifest-/)) if (file.startsWith(`${one}/`)) rmSync(join(folder, file));
};
const kindsOf = async (folder: string) => (await verifyFolder(folder)).problems.map(({ kind }) => kind);
const auditorsVerdict = (folder: string) => {
  const { stdout, status } = spawnSync(process.execPath, ['auditor/verify.mjs', folder], { encoding: 'utf8' });
  return { stdout, status };
};

describe.each(['full', 'incremental'] as const)('the last export, a %s one, that is not finished', (kind) => {
  test('is told and is no problem', async () => {
    const folder = folderOf({ exports: kind });
    const last = exportsOf(folder).at(-1) ?? '';
    unmanifested(folder, last);
    const verification = await verifyFolder(folder);
    expect(verification).toMatchObject({ problems: [], records: smallPlan.records, unfinishedExports: [last] });
    expect(verificationInWords(verification)).toContain(`not read, since this export is not finished: ${last}`);
    const auditors = auditorsVerdict(folder);
    expect(auditors.stdout).toMatch(/^400 records: .* 0 problems\n/);
    expect(auditors.stdout).toContain('Not read: 1 unfinished exports');
    expect(auditors.status).toBe(0);
  });

  test('is not read by a query either, since nothing has checked it', async () => {
    const folder = folderOf({ exports: kind });
    const last = exportsOf(folder).at(-1) ?? '';
    unmanifested(folder, last);
    const data = kind === 'full' ? join(last, 'data') : join(dirname(last), 'data');
    write(join(folder, data, 'planted.json.gz'), gzipSync('what somebody put there\n'));
    expect(await kindsOf(folder)).toEqual([]);
    const evidence = await openEvidence(folder);
    expect(evidence.records).toBe(smallPlan.records);
    evidence.close();
  });
});

test('a finished export is read beside one that is not', async () => {
  const folder = folderOf({ exports: 'incremental' });
  const [full = '', ...windows] = exportsOf(folder);
  unmanifested(folder, windows.at(-1) ?? '');
  rmSync(join(folder, 'records'), { recursive: true });
  const evidence = await openEvidence(folder);
  const { records } = await verifyFolder(folder);
  expect(full).not.toBe('');
  expect(evidence.records).toBe(records);
  expect(records).toBeGreaterThan(100);
  evidence.close();
});

describe('taking manifests away hides nothing', () => {
  test('of records that are signed: they must stand elsewhere', async () => {
    const folder = folderOf({ exports: 'full' });
    unmanifested(folder, exportsOf(folder)[0] ?? '');
    const [object = ''] = filesIn(folder, /^records.*gz$/);
    rmSync(join(folder, object));
    expect(await kindsOf(folder)).not.toEqual([]);
  });

  test('of an export that others follow: it is missing', async () => {
    for (const n of [0, 1]) {
      const folder = folderOf({ exports: 'incremental' });
      unmanifested(folder, exportsOf(folder)[n] ?? '');
      expect(await kindsOf(folder)).toContain('export-missing');
      expect(auditorsVerdict(folder).stdout).toContain('"export-missing"');
    }
  });

  test('of files that lie where no export has begun', async () => {
    const folder = folderOf({ exports: 'full' });
    const [one = ''] = exportsOf(folder);
    unmanifested(folder, one);
    rmSync(join(folder, one, '_started'));
    expect(await kindsOf(folder)).toContain('unexpected-file');
    expect(auditorsVerdict(folder).stdout).toContain('"unexpected-file"');
  });

  test('one manifest of several is not "not finished"', async () => {
    const folder = folderOf({ exports: 'full' });
    const [one = ''] = exportsOf(folder);
    rmSync(join(folder, one, 'manifest-summary.json'));
    expect(await kindsOf(folder)).toContain('export-manifest');
    expect(auditorsVerdict(folder).stdout).toContain('"export-manifest"');
  });
});
