import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeCheckpoint } from '../lambda/usecases/audit/make-checkpoint.ts';
import { SigningKey } from '../test/evidence/signing-key.ts';
import { archivedIn, archiveOf, FolderStore } from './audit/folder-ports.ts';

/**
 * `tsx bench/audit-checkpoint.ts <folder>` makes a checkpoint over the first half of an archive, then one over the second, in which every
 * chain has moved, and prints what the second one took.
 */
const folder = process.argv[2] ?? '.';
const stored = mkdtempSync(join(tmpdir(), 'bench-checkpoint-'));
const key = new SigningKey('bench');
const store = new FolderStore(stored);
const keys = archivedIn(folder);
const half = Math.floor(keys.length / 2);
const maker = { origin: 'm365-password-rotation/123456789012/eu-central-1/bench', estate: '0'.repeat(64), code: '1' };
const refuse = () => Promise.reject(new Error('there is no gap, and no cycle'));

let problems = 0;
const make = (some: readonly string[]) =>
  makeCheckpoint(
    {
      store,
      signer: { publicKey: async () => key.spki, sign: async (text) => key.sign(text) },
      archive: archiveOf(folder, some),
      records: { rowsIn: refuse, rowAfter: async () => undefined, lastRow: async () => undefined },
      cycleEnds: { read: refuse },
      alarm: {
        doesNotFit: (each) => {
          problems += each.length;
        },
        isBehind: () => undefined,
      },
      now: () => new Date(),
    },
    maker,
  );

try {
  await make(keys.slice(0, half));
  const start = performance.now();
  const second = await make(keys.slice(half));
  const seconds = (performance.now() - start) / 1_000;
  if (second.kind !== 'made') throw new Error(second.kind);
  const { chains, records } = second.checkpoint;
  process.stdout.write(JSON.stringify({ chains, records, seconds, problems, headsBytes: store.bytes }));
} finally {
  rmSync(stored, { recursive: true });
}
