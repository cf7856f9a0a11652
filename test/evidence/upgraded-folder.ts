import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import * as z from 'zod';
import { Checkpoints } from './checkpoints.ts';
import { SigningKey } from './signing-key.ts';

/** What a version before checkpoints left behind. */
const sealed = join(__dirname, '..', 'cli', 'audit', 'evidence', 'sealed-2026-11');

const text = z.object({ S: z.string() });
const row = z.object({
  Item: z.looseObject({ chain: text, hash: text, time: text, sequence: z.object({ N: z.string() }) }),
});

/**
 * That deployment after its upgrade: seals, and the first checkpoint. It takes in only chains that had a record since.
 *
 * @param covered  which chains had one
 */
export function writeUpgradedFolder(folder: string, covered: (chain: string) => boolean): void {
  cpSync(sealed, folder, { recursive: true });
  const heads = readdirSync(sealed, { recursive: true, encoding: 'utf8' })
    .filter((file) => /AWSDynamoDB.*\.json\.gz$/.test(file))
    .flatMap((file) =>
      gunzipSync(readFileSync(join(sealed, file)))
        .toString('utf8')
        .split('\n'),
    )
    .flatMap((line) => (line === '' ? [] : [row.parse(JSON.parse(line)).Item]))
    .map(({ chain, hash, time, sequence }) => ({
      chain: chain.S,
      hash: hash.S,
      time: time.S,
      sequence: Number(sequence.N),
    }))
    .sort((one, other) => one.sequence - other.sequence);
  const newest = Math.max(...heads.map(({ time }) => Date.parse(time)));
  const checkpoints = new Checkpoints(new SigningKey('upgraded'), 1);
  for (const { chain, hash, sequence } of heads) if (covered(chain)) checkpoints.moveTo({ chain, sequence, hash });
  for (const { path, content } of checkpoints.make(new Date(newest + 3_600_000)).files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
}
