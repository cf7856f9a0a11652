import { mkdtempSync, readdirSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { Places } from '../../../../cli/audit/verify/places.ts';

const { TMPDIR } = process.env;
afterEach(() => {
  if (TMPDIR === undefined) delete process.env.TMPDIR;
  else process.env.TMPDIR = TMPDIR;
});

test('places that wait in files come back, and whenever the process ends, no file of theirs is left', () => {
  const folder = mkdtempSync(join(tmpdir(), 'places-'));
  process.env.TMPDIR = folder;
  const places = new Places(1);
  const [hash, prevHash] = ['ab'.repeat(32), 'cd'.repeat(32)];
  // More than are buffered: 6 MB of 88 bytes each.
  for (let sequence = 80_000; sequence > 0; sequence -= 1) {
    places.add({ chain: sequence % 3, sequence, hash, prevHash, time: sequence, by: 1, flags: 3 });
  }
  expect(readdirSync(folder)).toEqual([]);
  const chains = [...places.byChain()];
  expect(chains.map((each) => each.length).sort()).toEqual([26_666, 26_667, 26_667]);
  for (const [first, second] of chains) {
    expect(second).toEqual({
      chain: first?.chain,
      sequence: (first?.sequence ?? 0) + 3,
      hash,
      prevHash,
      time: second?.sequence,
      by: 1,
      flags: 3,
    });
  }
  places.close();
  rmdirSync(folder);
});
