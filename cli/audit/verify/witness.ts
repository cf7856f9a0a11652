import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readCheckpoint } from '../../../lambda/domain/audit/checkpoint.ts';
import { readNote } from '../../../lambda/domain/audit/signed-note.ts';
import type { Finding } from '../../../lambda/domain/audit/verification/problem.ts';
import { readEvidenceFolder } from './evidence-folder.ts';

/** What the bucket of the other account holds. */
export interface WitnessedCheckpoints {
  readonly checkpoints: number;
  /** Number of the newest. */
  readonly newest: number;
}

/**
 * Compares a folder of evidence with a copy of the bucket of the other account. Each checkpoint there must be here, to the byte: signatures
 * are checked here, once. Here may be more: what was made since the copy, and what was made before there was a witness.
 *
 * @param holds  what the folder holds: an extract has one of the checkpoints, and is compared by that
 * @throws {Error} there is no such folder, or it holds no checkpoint: nothing was compared
 */
export async function compareWithWitness(
  root: string,
  witness: string,
  holds: 'all' | 'one',
): Promise<{ readonly witness: WitnessedCheckpoints; readonly findings: readonly Finding[] }> {
  const { notes } = await readEvidenceFolder(witness);
  if (notes.length === 0) throw new Error(`${witness} holds no checkpoint: is it a copy of the whole bucket?`);
  const findings: Finding[] = [];
  for (const file of notes) {
    const kept = await readFile(join(witness, file));
    const own = join(root, file);
    const isHere = existsSync(own);
    if (isHere ? (await readFile(own)).equals(kept) : holds === 'one') continue;
    const what = isHere
      ? `is another one than the witness was given${madeAt(kept)}: the checkpoints were made anew`
      : `is missing here, and the witness was given it${madeAt(kept)}: the end of the records was cut off`;
    findings.push({ kind: 'checkpoint-witnessed', checkpoint: numberOf(file), file, what });
  }
  return { witness: { checkpoints: notes.length, newest: numberOf(notes.at(-1) ?? '') }, findings };
}

/** Names have leading zeros: the last of them is the newest. */
const numberOf = (file: string): number => Number(/(\d+)\.checkpoint$/.exec(file)?.[1]);

function madeAt(content: Buffer): string {
  const note = readNote(content.toString('utf8'));
  const checkpoint = note === undefined ? undefined : readCheckpoint(note.text);
  return checkpoint === undefined ? '' : ` at ${checkpoint.time}`;
}
