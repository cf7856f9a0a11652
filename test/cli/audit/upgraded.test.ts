import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { extractTenant } from '../../../cli/audit/extract/extract-tenant.ts';
import { verifyFolder } from '../../../cli/audit/verify/verify-folder.ts';
import { verdictLine, verificationInWords } from '../../../cli/audit/verify/words.ts';
import { writeUpgradedFolder } from '../../evidence/upgraded-folder.ts';

/** A deployment with seals of an earlier version, at its first checkpoint: most chains had no record since. */

const CONTOSO = '8a4c1f0e-3b52-4d67-9c1a-5e2f7b9d0c11';
const FABRIKAM = '1d7e9b34-6a20-4c85-b3f9-2c8d5e7f1a22';

let work: string;
beforeAll(() => {
  work = mkdtempSync(join(tmpdir(), 'upgraded-'));
});
afterAll(() => rmSync(work, { recursive: true }));

let made = 0;
function upgraded(covered: (chain: string) => boolean): string {
  made += 1;
  const folder = join(work, String(made));
  writeUpgradedFolder(folder, covered);
  return folder;
}
const isAccountOf = (tenant: string) => (chain: string) => chain.startsWith(`${tenant}#`) && !chain.endsWith('#-');
const auditors = (...words: readonly string[]) =>
  spawnSync(process.execPath, ['auditor/verify.mjs', ...words], { encoding: 'utf8' });

test('the verifier of an auditor raises no alarm about chains that no checkpoint has taken in yet', async () => {
  const folder = upgraded(isAccountOf(CONTOSO));
  expect((await verifyFolder(folder)).problems).toEqual([]);
  const { stdout, status } = auditors(folder);
  expect(stdout).toMatch(/^341 records: .* 0 problems\n/);
  expect(stdout).toMatch(/^Not read: 0 unfinished exports, 1 seals of an earlier version/m);
  expect(status).toBe(0);
});

describe('the verdict', () => {
  test('says of checkpoint and seals what each covers', async () => {
    const found = await verifyFolder(upgraded((chain) => chain === '-#-'));
    expect(found).toMatchObject({ records: 341, sealed: 336, newer: 5, problems: [] });
    const covered = found.sealed - found.sealedBySealsOnly;
    expect(covered).toBeLessThan(20);
    expect(verdictLine(found)).toMatch(
      new RegExp(
        `^341 records: ${covered} sealed by checkpoint 1 \\(.*\\), ${found.sealedBySealsOnly} more by seals of an earlier version, the last of cycle .* \\([0-9a-f]{64}, .*\\), 5 covered by neither, 0 problems$`,
      ),
    );
    expect(verificationInWords(found)).toContain(verdictLine(found));
  });

  test('does not mention seals where checkpoints cover whatever they do', async () => {
    const found = await verifyFolder(upgraded(() => true));
    expect(found.sealedBySealsOnly).toBe(0);
    expect(verdictLine(found)).toMatch(/^341 records: 341 sealed by checkpoint 1 \(.*\), 0 newer than it, 0 problems$/);
  });
});

describe('an extract', () => {
  const out = () => join(work, `extract-${made}`);

  test("is refused until a checkpoint covers the customer's own chain: it would not verify", async () => {
    await expect(extractTenant(upgraded(isAccountOf(CONTOSO)), CONTOSO, out())).rejects.toThrow(
      /no checkpoint covers the chain 8a4c1f0e-.*#- yet.*next discovery/,
    );
  });

  test('is refused where no chain of the customer is covered, and does not say that it has none', async () => {
    await expect(extractTenant(upgraded(isAccountOf(CONTOSO)), FABRIKAM, out())).rejects.toThrow(
      /no checkpoint covers the chain 1d7e9b34-.*#- yet/,
    );
  });

  test('verifies from then on, and says how many chains it leaves out', async () => {
    const { leftOut } = await extractTenant(
      upgraded((chain) => chain === `${CONTOSO}#-`),
      CONTOSO,
      out(),
    );
    expect(leftOut).toBeGreaterThan(5);
    expect((await verifyFolder(out())).problems).toEqual([]);
  });
});
