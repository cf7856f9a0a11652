import type { ChainHead } from '../../domain/audit/audit-record.ts';
import { type Checkpoint, hashOfCheckpoint, readCheckpoint } from '../../domain/audit/checkpoint.ts';
import { type CheckpointBefore, headsIn } from '../../domain/audit/next-checkpoint.ts';
import { isSignedBy, readNote, type SignedNote } from '../../domain/audit/signed-note.ts';
import { mapConcurrently } from '../../domain/concurrency.ts';
import type { CheckpointStore } from '../../ports/checkpoints.ts';

/** Files of heads that are read together: some are as large as all chains. */
const FILES_AT_ONCE = 8;
/** Notes that are read together, on the way back: one at first, since most ways are short. */
const NOTES_AT_ONCE = 20;

type Store = Pick<CheckpointStore, 'newest' | 'note' | 'heads' | 'publicKeys'>;

/**
 * The newest checkpoint, once its signature is checked: by our key, or by one that signed before it.
 * @param spki  our key
 * @returns `undefined`: there is none yet
 * @throws it is none of ours; nobody may build on it
 */
export async function newestCheckpoint(
  store: Store,
  spki: Uint8Array,
  origin: string,
): Promise<Checkpoint | undefined> {
  const number = await store.newest();
  if (number === 0) return undefined;
  const { note, checkpoint } = await read(store, number);
  if (checkpoint.origin !== origin)
    throw new Error(`checkpoint ${number} is of ${checkpoint.origin}, not of ${origin}`);
  if (isSignedBy(note, origin, spki)) return checkpoint;
  for (const { keyHash } of note.signatures) {
    const keys = await store.publicKeys(keyHash);
    if (keys.some((each) => isSignedBy(note, origin, each))) return checkpoint;
  }
  throw new Error(`checkpoint ${number} is signed by no key that is known`);
}

async function read(store: Store, number: number): Promise<{ note: SignedNote; checkpoint: Checkpoint }> {
  const note = readNote(await store.note(number));
  const checkpoint = note === undefined ? undefined : readCheckpoint(note.text);
  if (note === undefined || checkpoint?.number !== number) throw new Error(`checkpoint ${number} cannot be read`);
  return { note, checkpoint };
}

/**
 * The checkpoints before one, newest first, each only if its successor names it.
 * @throws one is not the one that its successor names
 */
export async function* checkpointsBefore(store: Store, given: Checkpoint): AsyncGenerator<Checkpoint> {
  let after = given;
  for (let atOnce = 1; after.number > 1; atOnce = Math.min(atOnce * 2, NOTES_AT_ONCE)) {
    const first = Math.max(1, after.number - atOnce);
    const numbers = Array.from({ length: after.number - first }, (_, i) => after.number - 1 - i);
    for (const { checkpoint } of await mapConcurrently(numbers, (each) => read(store, each), atOnce)) {
      if (hashOfCheckpoint(checkpoint) !== after.previous) {
        throw new Error(`checkpoint ${checkpoint.number} is not the one that checkpoint ${after.number} names`);
      }
      yield checkpoint;
      after = checkpoint;
    }
  }
}

/** The heads of all chains at a checkpoint, and what the next one must know of it. */
export async function headsAt(
  store: Store,
  checkpoint: Checkpoint,
): Promise<{ readonly heads: Iterable<ChainHead>; readonly before: CheckpointBefore }> {
  const files: Checkpoint[] = [checkpoint];
  if (checkpoint.heads.holds !== 'all') {
    for await (const each of checkpointsBefore(store, checkpoint)) {
      files.unshift(each);
      if (each.heads.holds === 'all') break;
    }
  }
  const [all, ...changes] = files;
  if (all?.heads.holds !== 'all') throw new Error('no file of heads holds all of them');
  const heads = new Map<string, ChainHead>();
  let linesSince = 0;
  for (let i = 0; i < files.length; i += FILES_AT_ONCE) {
    const some = files.slice(i, i + FILES_AT_ONCE);
    for (const [n, lines] of (
      await mapConcurrently(some, (each) => store.heads(each.number, each.heads.hash), FILES_AT_ONCE)
    ).entries()) {
      const file = some[n];
      if (file === undefined) continue;
      const read = headsIn(lines, file);
      if (changes.includes(file)) linesSince += read.length;
      for (const each of read) heads.set(each.chain, each);
    }
  }
  if (heads.size !== checkpoint.chains)
    throw new Error(`checkpoint ${checkpoint.number} counts other chains than its heads`);
  return { heads: heads.values(), before: { checkpoint, lastAll: all.number, linesSince } };
}
