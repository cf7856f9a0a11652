import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
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

test.each(readdirSync(kept))('%s is verified', async (name) => {
  const { problems, ...verification } = await verifyFolder(join(kept, name));
  expect(problems).toEqual([]);
  expect(verification).toMatchObject(verdicts[name] ?? { records: 'not said here' });
});
