import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import * as z from 'zod';
import { verifyFolder } from '../../../cli/audit/verify/verify-folder.ts';

/** What versions of this product left behind, as they left it. Old evidence must stay verifiable for ever: nothing here is made anew. */
const kept = join(__dirname, 'evidence');

/** What a verifier must say of each, to the record. */
const verdicts: Readonly<Record<string, object>> = {
  // Seals of whole cycles, one full export: what versions before checkpoints made.
  'sealed-2026-11': { records: 341, sealed: 335, newer: 6, accessRecords: 3, chainsVerified: 58, sealVerified: true },
  // Archive, checkpoints, one full export.
  'checkpoints-2026-11': {
    records: 385,
    sealed: 377,
    newer: 8,
    accessRecords: 5,
    chainsVerified: 58,
    sealVerified: true,
  },
};

/** What each release keeps beside its rows (docs/releasing.md): archive, checkpoints, a full export and incremental ones. */
const releases = 'test/kept';
const ofReleases = readdirSync(releases).filter((name) => existsSync(join(releases, name, 'audit-bucket')));

test('the release that is being made keeps its evidence', () => {
  const { version } = z.object({ version: z.string() }).parse(JSON.parse(readFileSync('package.json', 'utf8')));
  expect(ofReleases).toContain(version);
});

test.each(ofReleases)('what release %s left is verified', async (version) => {
  const { problems, ...verification } = await verifyFolder(join(releases, version, 'audit-bucket'));
  expect(problems).toEqual([]);
  expect(verification).toMatchObject({ records: 110, sealVerified: true });
});

test.each(readdirSync(kept))('%s is verified', async (name) => {
  const { problems, ...verification } = await verifyFolder(join(kept, name));
  expect(problems).toEqual([]);
  expect(verification).toMatchObject(verdicts[name] ?? { records: 'not said here' });
});
