import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { nextRecord } from '../../lambda/domain/audit/audit-chain.ts';
import { chainOf } from '../../lambda/domain/audit/audit-record.ts';
import { hashOfCheckpoint } from '../../lambda/domain/audit/checkpoint.ts';
import { Archive } from './archive.ts';
import { imageOf } from './attribute-values.ts';
import { Checkpoints } from './checkpoints.ts';
import { type ExportHabit, Exports } from './exports.ts';
import type { FolderFile } from './folder-file.ts';
import { type Course, happenings } from './happenings.ts';
import { Seeded } from './seeded.ts';
import { SigningKey } from './signing-key.ts';

export interface FolderPlan extends Course {
  /** The folder ends with this record, in the midst of whatever went on. */
  readonly records: number;
  readonly exports: ExportHabit;
  /** Milliseconds that an incremental export covers. */
  readonly exportEvery: number;
  /** Most changes in an object of the archive. */
  readonly batch: number;
  readonly allHeadsEvery: number;
}

export const smallPlan: FolderPlan = {
  seed: 1,
  records: 400,
  tenants: 4,
  accounts: 4,
  from: new Date('2026-12-07T08:00:00.000Z'),
  pace: 180_000,
  idle: 26 * 3_600_000,
  exports: 'incremental',
  exportEvery: 24 * 3_600_000,
  batch: 20,
  allHeadsEvery: 6,
};

const HOUR_MS = 3_600_000;

/** The key that signs the checkpoints of a folder. */
export const keyOf = ({ seed }: Pick<FolderPlan, 'seed'>): SigningKey => new SigningKey(`folder ${seed}`);

/**
 * What an auditor gets: locked archive, checkpoints, exports. The same for the same plan, but for the signatures. What is in memory does not
 * grow with the records.
 */
export function* honestFolder(plan: FolderPlan): Generator<FolderFile> {
  const random = new Seeded(plan.seed + 1);
  const archive = new Archive(plan.batch, random);
  const checkpoints = new Checkpoints(keyOf(plan), plan.allHeadsEvery);
  const exports = new Exports(plan.exports, plan.from, plan.exportEvery, random);
  const course = happenings(plan);
  let hour = hourOf(plan.from.getTime());

  function* upTo(time: number): Generator<FolderFile> {
    while (hourOf(time) > hour) {
      hour += 1;
      yield* archive.end();
      yield* checkpoints.make(new Date(hour * HOUR_MS)).files;
    }
    yield* exports.before(time);
  }

  let next = course.next();
  for (let made = 0; made < plan.records; ) {
    const happening = next.value;
    if (happening.kind === 'cycle-closed') {
      yield* upTo(happening.at.getTime());
      yield* archive.end();
      const { checkpoint, files } = checkpoints.make(happening.at, happening.cycleId);
      yield* files;
      yield* exports.cycleClosed(happening.at);
      next = course.next(hashOfCheckpoint(checkpoint));
      continue;
    }
    const { fact } = happening;
    yield* upTo(Date.parse(fact.time));
    const record = nextRecord(checkpoints.headOf(chainOf(fact)), fact);
    const image = imageOf(record);
    yield* archive.add(record, image);
    yield* exports.add(record, image);
    checkpoints.moveTo({ chain: record.chain, sequence: record.sequence, hash: record.hash });
    made += 1;
    next = course.next();
  }
  yield* archive.end();
  yield* exports.end();
}

const hourOf = (time: number): number => Math.floor(time / HOUR_MS);

/** @returns how many files and bytes were written */
export function writeHonestFolder(
  plan: FolderPlan,
  folder: string,
): { readonly files: number; readonly bytes: number } {
  const made = new Set<string>();
  let [files, bytes] = [0, 0];
  for (const { path, content } of honestFolder(plan)) {
    const file = join(folder, path);
    if (!made.has(dirname(file))) mkdirSync(dirname(file), { recursive: true });
    made.add(dirname(file));
    writeFileSync(file, content, { flag: 'wx' });
    files += 1;
    bytes += content.length;
  }
  return { files, bytes };
}
