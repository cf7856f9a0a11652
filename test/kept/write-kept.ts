import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { expect, test } from '@jest/globals';
import { canonicalEstate } from '../../config/canonical-estate.ts';
import { exampleEstate } from '../config/example-estate.ts';
import { smallPlan, writeHonestFolder } from '../evidence/honest-folder.ts';
import { calledByWorkflows } from './called-by-workflows.ts';
import { forms } from './forms.ts';
import { current, isReleased, keptPath } from './kept-releases.ts';
import { linkAddresses } from './link-addresses.ts';
import { placesOfRows } from './places-of-rows.ts';

/** `npm run fixtures`: writes the folder of the release that is being made. */

const HOUR_MS = 3_600_000;
/** Small, with a full export and incremental ones. */
const EVIDENCE = {
  ...smallPlan,
  seed: 28,
  records: 110,
  tenants: 2,
  accounts: 2,
  idle: HOUR_MS,
  exportEvery: 2 * HOUR_MS,
};

function write(file: string, text: string): void {
  const path = keptPath(current, file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

const inJson = (value: unknown) => `${JSON.stringify(value, undefined, 2)}\n`;

test('the folder of a release that has a date stays as it is', () => {
  if (isReleased(current))
    throw new Error(`${current} is released: give package.json the version of the next release first`);
});

test('the release that is being made has its folder', async () => {
  if (isReleased(current)) return;
  for (const folder of ['rows', 'queues', 'events'])
    rmSync(keptPath(current, folder), { recursive: true, force: true });
  for (const form of forms()) write(form.file, `${form.written().join('\n')}\n`);
  write('places.json', inJson(placesOfRows()));
  write('called.json', inJson(calledByWorkflows));
  write('links.json', inJson(await linkAddresses()));
  write('estate.json', canonicalEstate(exampleEstate()).text);
  // Its signatures differ each time: it is made once.
  const evidence = keptPath(current, 'audit-bucket');
  if (!existsSync(evidence)) writeHonestFolder(EVIDENCE, evidence);
  expect(existsSync(evidence)).toBe(true);
});
