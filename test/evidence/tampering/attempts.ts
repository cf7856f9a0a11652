import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type FolderPlan, keyOf, smallPlan, writeHonestFolder } from '../honest-folder.ts';
import { Seeded } from '../seeded.ts';
import { HeldEvidence } from './held-evidence.ts';
import { OpenedFolder } from './opened-folder.ts';
import type { Named, Tampering } from './tampering.ts';

/** What a verifier says, as far as it is judged here. */
export interface FoundProblem {
  readonly kind: string;
  readonly text: string;
  readonly chain?: string;
  readonly sequence?: number;
  readonly file?: string;
  readonly checkpoint?: number;
}

/** @param expect  hash of a checkpoint that the auditor kept; left out: none was kept */
export type Verifier = (
  folder: string,
  keyFile: string,
  expect: string | undefined,
) => Promise<readonly FoundProblem[]>;

export interface Attempt {
  readonly tampering: Tampering;
  readonly expected: Named;
  readonly problems: readonly FoundProblem[];
  /** Whether anything was found. */
  readonly found: boolean;
  /** Whether it was called what it is, where it is. */
  readonly named: boolean;
}

const HOUR_MS = 3_600_000;

/** Small, so that a verification takes milliseconds: two cycles and the beginning of a third, with exports of some hours each. */
export const tamperedPlan: FolderPlan = {
  ...smallPlan,
  records: 330,
  tenants: 3,
  accounts: 3,
  pace: 60_000,
  idle: 2 * HOUR_MS,
  exportEvery: 3 * HOUR_MS,
};

/** A honest folder in a place of its own, to be edited and put back again and again. */
export class TamperedFolder {
  private readonly place = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'tampered-'));
  readonly folder = join(this.place, 'folder');
  readonly keyFile = join(this.place, 'key.pem');
  readonly evidence: HeldEvidence;

  constructor(plan: FolderPlan) {
    writeHonestFolder(plan, this.folder);
    const key = keyOf(plan);
    const opened = new OpenedFolder(this.folder);
    opened.write('../key.pem', key.pem);
    this.evidence = new HeldEvidence(new OpenedFolder(this.folder), key);
  }

  /** @returns `undefined`: there is nothing to change in this way */
  async attempt(tampering: Tampering, seed: number, verify: Verifier): Promise<Attempt | undefined> {
    try {
      const expected = tampering.edit(this.evidence, new Seeded(seed));
      if (expected === undefined) return undefined;
      this.evidence.finish();
      const kept = tampering.needsWitness ? this.evidence.checkpoints.last.hash : undefined;
      const problems = await verify(this.folder, this.keyFile, kept);
      const named = problems.some((each) => fits(each, expected));
      return { tampering, expected, problems, found: problems.length > 0, named };
    } finally {
      this.evidence.undo();
    }
  }

  remove(): void {
    rmSync(this.place, { recursive: true });
  }
}

function fits(problem: FoundProblem, { kinds, chain, sequences, file, checkpoint }: Named): boolean {
  if (!kinds.some((each) => each === problem.kind)) return false;
  if (chain !== undefined && problem.chain !== chain) return false;
  if (sequences !== undefined && !sequences.includes(problem.sequence ?? 0)) return false;
  if (file !== undefined && problem.file !== file) return false;
  return checkpoint === undefined || problem.checkpoint === checkpoint;
}
