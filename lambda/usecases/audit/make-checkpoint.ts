import { ChainFollower } from '../../domain/audit/chain-follower.ts';
import { type Checkpoint, checkpointText, hashOfCheckpoint } from '../../domain/audit/checkpoint.ts';
import { nextCheckpoint, notReached } from '../../domain/audit/next-checkpoint.ts';
import { keyHashOf, noteOf } from '../../domain/audit/signed-note.ts';
import { mapConcurrently } from '../../domain/concurrency.ts';
import {
  type ArchiveReader,
  type CheckpointAlarm,
  CheckpointExists,
  type CheckpointSigner,
  type CheckpointStore,
  type CycleEnds,
  type CycleEndsStore,
  type RecordReader,
} from '../../ports/checkpoints.ts';
import type { Now } from '../../ports/clock.ts';
import { StaleState } from '../../ports/rotation.ts';
import { chainsBehind } from './chains-behind.ts';
import { checkpointsBefore, headsAt, newestCheckpoint } from './read-checkpoints.ts';

export interface CheckpointPorts {
  readonly store: CheckpointStore;
  readonly signer: CheckpointSigner;
  readonly archive: ArchiveReader;
  readonly records: RecordReader;
  readonly cycleEnds: Pick<CycleEndsStore, 'read'>;
  readonly alarm: CheckpointAlarm;
  readonly now: Now;
}

/** Who makes a checkpoint: what was deployed. */
export type CheckpointMaker = Pick<Checkpoint, 'origin' | 'estate' | 'code'>;

/** What came of it. Only `made` has a checkpoint. */
export type MadeCheckpoint =
  | { readonly kind: 'made'; readonly checkpoint: Checkpoint; readonly hash: string }
  /** Another run was first with the hourly one, and there is nothing to do. */
  | { readonly kind: 'made by another' }
  /** The archive does not hold yet what the seal of the cycle must cover. */
  | { readonly kind: 'not archived'; readonly chains: number };

/** An object may become visible after one that was stored later, and clocks differ. What is read again changes nothing. */
const OVERLAP_MS = 30 * 60_000;
/** A cycle's row and its checkpoint are timed by two functions. */
const CLOCKS_DIFFER_MS = 10 * 60_000;
/** Runs at the same time: the schedule's, and one per cycle that closes. One of them stores its checkpoint in every round. */
const MOST_TRIES = 20;

/**
 * Signs where every chain of audit records ends, by what the locked archive holds. Who comes second finds the number taken, and begins
 * again from the checkpoint that was stored, so that checkpoints never fork. What does not fit is told before a checkpoint is stored: the
 * next run reads on from there, and would not find it again. The checkpoint covers the rest.
 *
 * @param cycleId  the cycle to seal, once: repeating it finds the checkpoint that sealed it. Left out: the hourly one
 * @throws {StaleState} other runs were first, again and again
 */
export async function makeCheckpoint(
  ports: CheckpointPorts,
  maker: CheckpointMaker,
  cycleId?: string,
): Promise<MadeCheckpoint> {
  for (let tries = 1; tries <= MOST_TRIES; tries += 1) {
    try {
      return await attempt(ports, maker, cycleId);
    } catch (error) {
      if (error instanceof CheckpointExists && cycleId === undefined) return { kind: 'made by another' };
      // Of an object that is being written at this moment nobody knows yet whether it will be there.
      if (!(error instanceof CheckpointExists || error instanceof StaleState)) throw error;
    }
  }
  throw new StaleState('other checkpoints were stored first, again and again');
}

async function attempt(ports: CheckpointPorts, maker: CheckpointMaker, cycleId?: string): Promise<MadeCheckpoint> {
  const { store, signer, archive } = ports;
  const time = ports.now();
  const spki = await signer.publicKey();
  const newest = await newestCheckpoint(store, spki, maker.origin);
  const ends = cycleId === undefined ? undefined : await ports.cycleEnds.read(cycleId);
  if (ends !== undefined && newest !== undefined) {
    const sealed = await sealOf(store, newest, cycleId, ends);
    if (sealed !== undefined) return made(sealed);
  }
  const known = newest === undefined ? undefined : await headsAt(store, newest);
  const follower = new ChainFollower(known?.heads ?? []);
  const since = newest === undefined ? undefined : new Date(Date.parse(newest.time) - OVERLAP_MS);
  for await (const { key, lines } of archive.storedSince(since)) {
    if (lines === undefined) follower.unreadable(key);
    for (const line of lines ?? []) follower.takeLine(line, key);
  }
  await mapConcurrently(follower.gaps(), async (gap) => follower.fill(gap, await ports.records.rowsIn(gap)));
  const problems = follower.problems();
  if (problems.length > 0) ports.alarm.doesNotFit(problems);
  const missing = notReached(ends?.heads ?? [], (chain) => follower.headOf(chain));
  if (missing.length > 0) return { kind: 'not archived', chains: missing.length };

  const { checkpoint, lines } = nextCheckpoint({
    before: known?.before,
    heads: follower.heads(),
    changed: follower.changed(),
    made: { ...maker, time: time.toISOString(), ...(cycleId === undefined ? {} : { cycleId }) },
  });
  await store.storePublicKey(spki);
  await store.storeHeads(checkpoint.number, checkpoint.heads.hash, lines);
  await store.storeNote(checkpoint.number, await signed(signer, spki, checkpoint));
  if (cycleId === undefined) {
    // After the checkpoint: a table that cannot be read keeps none back.
    const behind = await chainsBehind(ports.records, follower, { time, before: newest });
    if (behind.length > 0) ports.alarm.isBehind(behind);
  }
  return made(checkpoint);
}

const made = (checkpoint: Checkpoint): MadeCheckpoint => ({
  kind: 'made',
  checkpoint,
  hash: hashOfCheckpoint(checkpoint),
});

async function signed(signer: CheckpointSigner, spki: Uint8Array, checkpoint: Checkpoint): Promise<string> {
  const text = checkpointText(checkpoint);
  const signature = Buffer.from(await signer.sign(text));
  return noteOf({ text, signatures: [{ name: checkpoint.origin, keyHash: keyHashOf(spki), signature }] });
}

/** The checkpoint that sealed a cycle. It is not older than the end of the cycle. */
async function sealOf(
  store: CheckpointStore,
  newest: Checkpoint,
  cycleId: string | undefined,
  { closedAt }: CycleEnds,
): Promise<Checkpoint | undefined> {
  const earliest = Date.parse(closedAt) - CLOCKS_DIFFER_MS;
  if (newest.cycleId === cycleId) return newest;
  for await (const each of checkpointsBefore(store, newest)) {
    if (Date.parse(each.time) < earliest) return undefined;
    if (each.cycleId === cycleId) return each;
  }
  return undefined;
}
