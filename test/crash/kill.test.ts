import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import * as z from 'zod';
import { freePorts, npmStart, type Started } from '../workflow/npm-start.ts';

/** `kill -9` in the middle of a cycle, and again: the next start with the same folder goes on, and nothing is lost or done twice. */

const out = mkdtempSync(join(tmpdir(), 'rotation-kill-'));
afterAll(() => rmSync(out, { recursive: true, force: true }));

const summary = z.object({
  accounts: z.object({ approved: z.int(), rotated: z.int(), failed: z.int(), uncertain: z.int() }),
  links: z.object({ issued: z.int(), revealed: z.int() }),
  audit: z.object({ sealVerified: z.boolean() }),
});

const credentials = () => {
  try {
    return readdirSync(join(out, 'aws', 'secrets-manager')).filter((file) => file.startsWith('m365~')).length;
  } catch {
    return 0; // not made yet
  }
};

/** Kills the process once so many credentials exist. */
async function killAt(started: Started, count: number): Promise<void> {
  let ended = false;
  void started.exitCode.then(() => {
    ended = true;
  });
  while (credentials() < count) {
    if (ended) throw new Error(`it ended before it was killed:\n${started.printed()}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  started.process.kill('SIGKILL');
  await started.exitCode;
}

test('a cycle that is killed twice ends as if nothing had happened', async () => {
  const args = ['--approve', 'all', '--out', out, '--port', String(await freePorts())];
  await killAt(npmStart(args), 3);
  await killAt(npmStart(args), 12);
  const last = npmStart(args);
  expect({ exitCode: await last.exitCode, printed: last.printed() }).toMatchObject({ exitCode: 0 });
  expect(last.printed()).toContain('Going on with');
  const { accounts, links, audit } = summary.parse(JSON.parse(readFileSync(join(out, 'summary.json'), 'utf8')));
  expect(accounts).toEqual({ approved: accounts.rotated, rotated: accounts.rotated, failed: 0, uncertain: 0 });
  expect(accounts.rotated).toBeGreaterThan(12);
  // Two of a kill's reveals may be lost with the process that showed them, but none is shown twice.
  expect(links.issued).toBe(accounts.rotated);
  expect(links.revealed).toBeLessThanOrEqual(links.issued);
  expect(audit.sealVerified).toBe(true);
  expect(credentials()).toBe(accounts.rotated);
}, 300_000);
