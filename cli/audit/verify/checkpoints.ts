import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { checkpointKey, headsKey } from '../../../contract/audit-bucket.ts';
import { NO_RECORD_BEFORE } from '../../../lambda/domain/audit/audit-chain.ts';
import { type Checkpoint, hashOfCheckpoint, readCheckpoint } from '../../../lambda/domain/audit/checkpoint.ts';
import { readNote } from '../../../lambda/domain/audit/signed-note.ts';
import type { Finding, ProblemKind } from '../../../lambda/domain/audit/verification/problem.ts';
import { isSignedBy, type TrustedKey } from './keys.ts';

/** A checkpoint that is what it says, by itself. */
export interface SoundCheckpoint {
  readonly checkpoint: Checkpoint;
  readonly hash: string;
  /** Fingerprint of the key that signed it. */
  readonly key: string;
  /** Path of the note. */
  readonly note: string;
  /** Path of its file of heads. */
  readonly heads: string;
}

type NoteProblem = Extract<
  ProblemKind,
  'checkpoint-unreadable' | 'checkpoint-unsigned' | 'checkpoint-missing' | 'checkpoint-order' | 'key-unknown'
>;

/**
 * Reads all checkpoints, checks the signature of each, and that each follows the one before it.
 *
 * @param holds  what the folder holds; an extract has one of them
 */
export async function readCheckpoints(
  root: string,
  notes: readonly string[],
  keys: readonly TrustedKey[],
  holds: 'all' | 'one',
): Promise<{ readonly sound: readonly SoundCheckpoint[]; readonly findings: readonly Finding[] }> {
  const sound: SoundCheckpoint[] = [];
  const findings: Finding<NoteProblem>[] = [];
  for (const file of notes) {
    const read = readOne(await readFile(join(root, file)), file, keys);
    if ('kind' in read) findings.push(read);
    else sound.push(read);
  }
  // One that is there and cannot be trusted is named once: not as one that is missing.
  const there = new Set(notes);
  let before: SoundCheckpoint | undefined;
  for (const each of holds === 'one' ? [] : sound) {
    findings.push(...problemsOfOrder(each, before, there));
    before = each;
  }
  return { sound, findings };
}

function readOne(content: Buffer, file: string, keys: readonly TrustedKey[]): SoundCheckpoint | Finding<NoteProblem> {
  const text = content.toString('utf8');
  const note = Buffer.from(text).equals(content) ? readNote(text) : undefined;
  const checkpoint = note === undefined ? undefined : readCheckpoint(note.text);
  if (note === undefined || checkpoint === undefined) {
    return { kind: 'checkpoint-unreadable', file, what: 'is no checkpoint, to the byte' };
  }
  const place = { file, checkpoint: checkpoint.number };
  if (checkpointKey(checkpoint.number) !== file) {
    return { kind: 'checkpoint-unreadable', ...place, what: `says that it is number ${checkpoint.number}` };
  }
  const own = note.signatures.filter(({ name }) => name === checkpoint.origin);
  const signers = keys.filter((key) => own.some(({ keyHash }) => key.fingerprint.startsWith(keyHash)));
  if (signers.length === 0) {
    return { kind: 'key-unknown', ...place, what: 'is signed by a key that is not among those that were given' };
  }
  const signer = signers.find((key) => own.some(({ signature }) => isSignedBy(key, note.text, signature)));
  if (signer === undefined)
    return { kind: 'checkpoint-unsigned', ...place, what: 'was changed: its signature does not fit' };
  return {
    checkpoint,
    hash: hashOfCheckpoint(checkpoint),
    key: signer.fingerprint,
    note: file,
    heads: headsKey(checkpoint.number, checkpoint.heads.hash),
  };
}

function problemsOfOrder(
  { checkpoint: { number, previous, origin, time } }: SoundCheckpoint,
  before: SoundCheckpoint | undefined,
  there: ReadonlySet<string>,
): readonly Finding<NoteProblem>[] {
  const findings: Finding<NoteProblem>[] = [];
  const first = (before?.checkpoint.number ?? 0) + 1;
  for (let lacking = first; lacking < number; lacking += 1) {
    if (there.has(checkpointKey(lacking))) continue;
    findings.push({ kind: 'checkpoint-missing', checkpoint: lacking, what: 'is missing' });
  }
  const order = (what: string) => findings.push({ kind: 'checkpoint-order', checkpoint: number, what });
  if (number === first && previous !== (before?.hash ?? NO_RECORD_BEFORE)) order('does not follow the one before it');
  if (before !== undefined) {
    if (origin !== before.checkpoint.origin) order(`is of another deployment than those before it: ${origin}`);
    if (time < before.checkpoint.time) order('says that it is older than the one before it');
  }
  return findings;
}
