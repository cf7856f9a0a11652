import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, expect, test } from '@jest/globals';
import * as z from 'zod';
import { freePorts, npmStart, type Started, untilPrinted } from '../workflow/npm-start.ts';

/** `kill -9` in the middle of a cycle, and again: the next start with the same folder goes on, and nothing is lost or done twice. */

const out = mkdtempSync(join(tmpdir(), 'rotation-kill-'));
afterAll(() => rmSync(out, { recursive: true, force: true }));

const summary = z.object({
  accounts: z.object({ approved: z.int(), rotated: z.int(), failed: z.int(), uncertain: z.int() }),
  links: z.object({ issued: z.int(), revealed: z.int() }),
  audit: z.object({ sealVerified: z.boolean() }),
});

/** Files of a folder below `--out`; none while it is not there yet. */
function filesIn(...path: string[]): string[] {
  const folder = join(out, ...path);
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => join(folder, file));
}

const credentials = () => filesIn('aws', 'secrets-manager').filter((file) => basename(file).startsWith('m365~')).length;

/** Reveals whose claim is on disk: whatever is written to the tables is in their log first. */
const claims = () =>
  filesIn('aws', 'dynamodb', 'tables')
    .filter((file) => file.endsWith('.log'))
    .reduce((sum, file) => sum + readFileSync(file, 'latin1').split('link.revealed').length - 1, 0);

const exported = z.object({
  Item: z.object({
    action: z.object({ S: z.string() }),
    evidence: z.object({ M: z.object({ linkFingerprint: z.object({ S: z.string() }).optional() }) }).optional(),
  }),
});

/** Fingerprints of the links in all records that say that a password was shown. */
const revealedLinks = () =>
  filesIn('export')
    .filter((file) => file.endsWith('.json.gz'))
    .flatMap((file) => gunzipSync(readFileSync(file)).toString().trim().split('\n'))
    .map((line) => exported.parse(JSON.parse(line)).Item)
    .filter(({ action }) => action.S === 'link.revealed')
    .map(({ evidence }) => evidence?.M.linkFingerprint?.S);

/** Kills the process once this is so. */
async function killWhen(started: Started, isTime: () => boolean): Promise<void> {
  let ended = false;
  void started.exitCode.then(() => {
    ended = true;
  });
  while (!isTime()) {
    if (ended) throw new Error(`it ended before it was killed:\n${started.printed()}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  started.process.kill('SIGKILL');
  await started.exitCode;
}

test('a cycle that is killed while passwords are made, and while one is shown, ends as if nothing had happened', async () => {
  const args = ['--approve', 'all', '--out', out, '--port', String(await freePorts())];
  await killWhen(npmStart(args), () => credentials() >= 3);
  const second = npmStart(args);
  await untilPrinted(second, 'Going on with'); // its log begins anew
  await killWhen(second, () => claims() > 0);
  expect(credentials()).toBeGreaterThanOrEqual(3);
  const last = npmStart(args);
  expect(`exit code ${await last.exitCode}\n${last.printed()}`).toMatch(/^exit code 0\n[\s\S]*Going on with/);
  const { accounts, links, audit } = summary.parse(JSON.parse(readFileSync(join(out, 'summary.json'), 'utf8')));
  expect(accounts).toEqual({ approved: accounts.rotated, rotated: accounts.rotated, failed: 0, uncertain: 0 });
  expect(accounts.rotated).toBeGreaterThan(12);
  // The page of a kill may be lost with the process that showed it, but none is shown twice.
  expect(links.issued).toBe(accounts.rotated);
  expect(links.revealed).toBe(links.issued);
  expect(audit.sealVerified).toBe(true);
  expect(credentials()).toBe(accounts.rotated);
  const revealed = revealedLinks();
  expect(revealed.length).toBeGreaterThan(0);
  expect(new Set(revealed).size).toBe(revealed.length);
}, 3_600_000);
