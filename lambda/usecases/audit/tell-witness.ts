import {
  CheckpointExists,
  type CheckpointStore,
  type CheckpointWitness,
  type WitnessAlarm,
} from '../../ports/checkpoints.ts';
import { StaleState } from '../../ports/rotation.ts';

export interface WitnessPorts {
  /** Our own checkpoints. */
  readonly store: Pick<CheckpointStore, 'newest' | 'note'>;
  readonly witness: CheckpointWitness;
  readonly alarm: WitnessAlarm;
}

/** A witness that could not be reached for three weeks is told all of them in one run; after a longer time the next runs go on. */
const MOST_TOLD = 500;

/**
 * Gives the witness all checkpoints that it lacks, the oldest first, so that it has a gap nowhere but before its first: one that is empty
 * begins with the newest. Before that, the newest that it has is compared with ours. Each checkpoint names the one before it, so that all
 * before are the same too; whoever cuts off the end of ours, and has others made in its place, is told here.
 *
 * A checkpoint stands without a witness: whatever goes wrong calls a person, and is never thrown.
 */
export async function tellWitness({ store, witness, alarm }: WitnessPorts): Promise<void> {
  try {
    const known = await witness.newest();
    // Read after it: another run may be telling the witness at this moment, and has stored its checkpoint before.
    const own = await store.newest();
    if (known > own) {
      alarm.differs(`it has checkpoint ${known}, and ours end with ${own}`);
      return;
    }
    if (known > 0 && (await witness.note(known)) !== (await store.note(known))) {
      alarm.differs(`its checkpoint ${known} is another one than ours`);
      return;
    }
    const first = Math.max(1, known === 0 ? own : known + 1);
    const last = Math.min(own, first + MOST_TOLD - 1);
    for (let number = first; number <= last; number += 1) {
      await witness.storeNote(number, await store.note(number));
    }
  } catch (error) {
    if (error instanceof CheckpointExists) alarm.differs(error.message);
    // Another run is storing the same one at this moment.
    else if (!(error instanceof StaleState)) alarm.lacks(error);
  }
}
