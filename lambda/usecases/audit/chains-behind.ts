import { chainOf } from '../../domain/audit/audit-record.ts';
import type { ChainFollower } from '../../domain/audit/chain-follower.ts';
import type { Checkpoint } from '../../domain/audit/checkpoint.ts';
import { timeOfRow } from '../../domain/audit/seen-change.ts';
import { mapConcurrently } from '../../domain/concurrency.ts';
import type { RecordReader } from '../../ports/checkpoints.ts';

/** A record's time is 15 minutes older than the record at most, and the archive has it a minute later; as much again for weather. */
const LATE_MS = 30 * 60_000;
/** Of those that have moved, and of all others in turn, so many each: a query each, every hour. */
const MOST_CHAINS = 200;
const AT_ONCE = 16;

/**
 * Chains of which the audit table has records that the archive should have had long ago. When nothing is archived any more, nothing fails,
 * and no metric counts what is not read: only a look into both tells. Looks at the estate's chain, at those that have moved since the last
 * checkpoint, and at all others in turn, some each time.
 *
 * @param run  `time`: when the archive began to be read; `before`: the checkpoint before, `undefined` for the first one
 */
export async function chainsBehind(
  records: Pick<RecordReader, 'rowAfter' | 'lastRow'>,
  follower: ChainFollower,
  { time, before }: { readonly time: Date; readonly before: Checkpoint | undefined },
): Promise<readonly string[]> {
  const estate = chainOf({});
  const moved = follower.changed().slice(-MOST_CHAINS);
  const chains = new Set([
    estate,
    ...[...moved, ...inTurn(follower.heads(), before?.number ?? 0)].map(({ chain }) => chain),
  ]);
  const isLate = (at: number) => at < time.getTime() - LATE_MS;

  async function isBehind(chain: string): Promise<boolean> {
    const head = follower.headOf(chain);
    if (head !== undefined) {
      const next = await records.rowAfter(chain, head.sequence);
      // A record that does not fit stops its chain, and was told as such.
      return follower.goesOnWith(next) && isLate(timeOfRow(next));
    }
    // The archive has never told of it: its records may be older than the archive. What came since the last checkpoint is not.
    const last = timeOfRow(await records.lastRow(chain));
    return before !== undefined && last > Date.parse(before.time) - LATE_MS && isLate(last);
  }

  const looked = await mapConcurrently([...chains], async (chain) => ((await isBehind(chain)) ? [chain] : []), AT_ONCE);
  return looked.flat();
}

/** Another part of the heads for each number of a checkpoint, until all had their turn. */
function inTurn<T>(heads: readonly T[], number: number): readonly T[] {
  const parts = Math.max(1, Math.ceil(heads.length / MOST_CHAINS));
  const first = (number % parts) * MOST_CHAINS;
  return heads.slice(first, first + MOST_CHAINS);
}
