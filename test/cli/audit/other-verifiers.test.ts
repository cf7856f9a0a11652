import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import * as z from 'zod';
import { TamperedFolder, tamperedPlan, type Verifier } from '../../evidence/tampering/attempts.ts';
import { tamperings } from '../../evidence/tampering/tamperings.ts';

/** Whoever has read docs/audit-format.md, and nothing else, can verify a folder. */

const SCRIPT = 'test/evidence/stranger-verifier.mjs';
const printed = z.object({
  records: z.int(),
  sealed: z.int(),
  newer: z.int(),
  checkpoint: z.object({ number: z.int(), hash: z.string() }).optional(),
  findings: z.array(z.string()),
});

async function run(...args: readonly string[]) {
  const { stdout } = await promisify(execFile)(process.execPath, [SCRIPT, ...args]).catch((failed) => failed);
  return printed.parse(JSON.parse(stdout));
}

/** The verifier that auditors get, which shares no code with the product either. */
async function runAuditors(folder: string, keyFile: string, kept: string) {
  const args = ['auditor/verify.mjs', folder, '--public-key', keyFile, '--expect', kept];
  const { stdout } = await promisify(execFile)(process.execPath, args).catch((failed) => failed);
  const [verdict = '', ...lines] = z.string().parse(stdout).trim().split('\n');
  const problems = lines.filter((line) => line.startsWith('{')).map((line) => problem.parse(JSON.parse(line)));
  return { verdict, problems };
}
const problem = z.object({ kind: z.string() });

describe('the verifier of an auditor', () => {
  test('finds what we find, and nothing on an honest folder', async () => {
    const one = new TamperedFolder({ ...tamperedPlan, seed: 6 });
    const { checkpoint, hash } = one.evidence.checkpoints.last;
    const honest = await runAuditors(one.folder, one.keyFile, hash);
    expect(honest.verdict).toMatch(
      `330 records: ${checkpoint.records} sealed by checkpoint ${checkpoint.number} (${hash}`,
    );
    expect(honest.problems).toEqual([]);
    const verify: Verifier = async (folder, keyFile) =>
      (await runAuditors(folder, keyFile, hash)).problems.map(({ kind }) => ({ kind, text: kind }));
    for (const [n, tampering] of tamperings.entries()) {
      if (n % 10 !== 5) continue;
      const attempt = await one.attempt(tampering, n, verify);
      if (attempt !== undefined) expect([tampering.name, attempt.found]).toEqual([tampering.name, true]);
    }
    one.remove();
  });
});

describe('the verifier of a stranger', () => {
  test('agrees with the test vectors of the format', async () => {
    expect(await run('docs/audit-vectors/folder')).toMatchObject({ records: 6, sealed: 5, newer: 1, findings: [] });
  });

  test('agrees on an honest folder, and with the hash of one of its checkpoints', async () => {
    const one = new TamperedFolder({ ...tamperedPlan, seed: 3 });
    const { checkpoint, hash } = one.evidence.checkpoints.last;
    const counts = { records: 330, sealed: checkpoint.records, newer: 330 - checkpoint.records };
    expect(await run(one.folder, hash)).toMatchObject({ ...counts, checkpoint: { hash }, findings: [] });
    expect((await run(one.folder, '0'.repeat(64))).findings).toHaveLength(1);
    one.remove();
  });

  test('finds what we find, in one way of ten', async () => {
    const one = new TamperedFolder({ ...tamperedPlan, seed: 4 });
    const verify: Verifier = async (folder, keyFile, expected) =>
      (await run(folder, expected ?? one.evidence.checkpoints.last.hash, keyFile)).findings.map((text) => ({
        kind: 'any',
        text,
      }));
    for (const [n, tampering] of tamperings.entries()) {
      if (n % 10 !== 0) continue;
      const attempt = await one.attempt(tampering, n, verify);
      if (attempt !== undefined) expect([tampering.name, attempt.found]).toEqual([tampering.name, true]);
    }
    one.remove();
  });
});
