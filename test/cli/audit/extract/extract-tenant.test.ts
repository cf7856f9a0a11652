import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { extractTenant } from '../../../../cli/audit/extract/extract-tenant.ts';
import { verifyFolder } from '../../../../cli/audit/verify/verify-folder.ts';

/** A cycle of three customers, as the product left it. */
const whole = join(__dirname, '..', 'evidence', 'checkpoints-2026-11');
const CONTOSO = '8a4c1f0e-3b52-4d67-9c1a-5e2f7b9d0c11';

let work: string;
beforeAll(() => {
  work = mkdtempSync(join(tmpdir(), 'extract-'));
});
afterAll(() => rmSync(work, { recursive: true }));

let made = 0;
async function extracted(): Promise<string> {
  made += 1;
  const out = join(work, String(made));
  await extractTenant(whole, CONTOSO, out);
  return out;
}
const linesOf = (file: string) => gunzipSync(readFileSync(file)).toString('utf8').split('\n').slice(0, -1);
const write = (file: string, lines: readonly string[]) =>
  writeFileSync(file, gzipSync(lines.map((line) => `${line}\n`).join('')));
const kindsOf = async (folder: string) => (await verifyFolder(folder)).problems.map(({ kind }) => kind);

test('it is verified alone, by the checkpoint of the whole', async () => {
  const out = await extracted();
  const { problems, records, sealed, checkpoint } = await verifyFolder(out);
  expect(problems).toEqual([]);
  expect(records).toBeGreaterThan(50);
  expect(sealed).toBeGreaterThan(50);
  expect(checkpoint?.hash).toBe((await verifyFolder(whole)).checkpoint?.hash);
});

test('nothing of other customers is in it', async () => {
  const out = await extracted();
  const others = ['1d7e9b34-6a20-4c85-b3f9-2c8d5e7f1a22', 'c5f2a8d1-94e7-4b3a-8d60-7e1b4f9c3a33', 'fabrikam'];
  for (const file of readdirSync(out, { recursive: true, encoding: 'utf8' })) {
    if (!/\.(gz|checkpoint|pem)$/.test(file)) continue;
    const content = readFileSync(join(out, file));
    const text = (file.endsWith('.gz') ? gunzipSync(content) : content).toString('utf8');
    for (const other of others) expect(text).not.toContain(other);
  }
});

test('a record, a chain or a proof that was changed or taken away is found', async () => {
  const cut = await extracted();
  const records = join(cut, 'extract', 'records.jsonl.gz');
  const proofs = join(cut, 'extract', 'proofs.jsonl.gz');
  const [lines, proven] = [linesOf(records), linesOf(proofs)];
  write(records, lines.toSpliced(7, 1));
  expect(await kindsOf(cut)).not.toEqual([]);
  write(records, lines.with(7, lines[7]?.replace('"success"', '"failed"') ?? ''));
  expect(await kindsOf(cut)).not.toEqual([]);
  const chain: string = JSON.parse(proven[3] ?? '').chain;
  write(
    records,
    lines.filter((line) => !line.includes(`"${chain}"`)),
  );
  write(
    proofs,
    proven.filter((line) => !line.includes(`"${chain}"`)),
  );
  expect(await kindsOf(cut)).toEqual(['extract-proof']);
  write(records, lines);
  write(proofs, proven.with(3, proven[3]?.replace(/"index":\d+/, '"index":1') ?? ''));
  expect(await kindsOf(cut)).toContain('extract-proof');
  write(proofs, proven);
  expect(await kindsOf(cut)).toEqual([]);
});

test('nothing is written into evidence, or over anything', async () => {
  await expect(extractTenant(whole, CONTOSO, join(whole, 'contoso'))).rejects.toThrow('which is evidence');
  await expect(extractTenant(whole, CONTOSO, whole)).rejects.toThrow('which is evidence');
  const before = await extracted();
  await expect(extractTenant(whole, CONTOSO, before)).rejects.toThrow('is not empty: name a new folder');
  expect(await kindsOf(before)).toEqual([]);
});

test('who is not in the folder, and a folder without a checkpoint, have none', async () => {
  await expect(extractTenant(whole, 'nobody', join(work, 'x'))).rejects.toThrow('no record of tenant nobody');
  const sealed = join(__dirname, '..', 'evidence', 'sealed-2026-11');
  await expect(extractTenant(sealed, CONTOSO, join(work, 'x'))).rejects.toThrow('no checkpoint with a good signature');
});
