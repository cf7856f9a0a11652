import { canonicalJson, NO_RECORD_BEFORE, sha256 } from './audit-chain.ts';
import { type ChainHead, chainHeadSchema } from './audit-record.ts';
import { type Checkpoint, hashOfCheckpoint, leafOf } from './checkpoint.ts';
import { leafHash, rootOf } from './merkle.ts';

/** Whoever reads all heads goes back over fewer than so many checkpoints. */
const ALL_EVERY = 200;

/** A checkpoint, and how long ago a file of heads held all of them. */
export interface CheckpointBefore {
  readonly checkpoint: Checkpoint;
  /** The newest one whose file of heads holds all. */
  readonly lastAll: number;
  /** How many lines the files of heads after it have together. */
  readonly linesSince: number;
}

export interface NextCheckpoint {
  readonly before: CheckpointBefore | undefined;
  /** Of all chains, sorted. */
  readonly heads: readonly ChainHead[];
  /** Those that differ from the checkpoint before, sorted. */
  readonly changed: readonly ChainHead[];
  readonly made: Pick<Checkpoint, 'origin' | 'time' | 'estate' | 'code' | 'cycleId'>;
}

/**
 * The checkpoint after another one. Its file of heads holds all of them again once what was listed since the last such file comes to half of
 * them: so whoever reads them all reads twice as much at most, and what is stored stays in proportion to what happens.
 *
 * @returns `lines`: what its file of heads holds
 */
export function nextCheckpoint({ before, heads, changed, made }: NextCheckpoint): {
  readonly checkpoint: Checkpoint;
  readonly lines: string;
} {
  const number = (before?.checkpoint.number ?? 0) + 1;
  const holdsAll =
    before === undefined ||
    number - before.lastAll >= ALL_EVERY ||
    (before.linesSince + changed.length) * 2 > heads.length;
  const leaves = heads.map(leafOf);
  const listed = holdsAll ? leaves : changed.map(leafOf);
  const lines = listed.map((each) => `${each}\n`).join('');
  const checkpoint: Checkpoint = {
    ...made,
    chains: heads.length,
    root: rootOf(leaves.map(leafHash)).toString('hex'),
    number,
    records: heads.reduce((sum, { sequence }) => sum + sequence, 0),
    previous: before === undefined ? NO_RECORD_BEFORE : hashOfCheckpoint(before.checkpoint),
    heads: { holds: holdsAll ? 'all' : 'changed', hash: sha256(lines) },
  };
  return { checkpoint, lines };
}

/**
 * Reads the lines of a file of heads.
 * @throws {SyntaxError} they are not the lines that the checkpoint names
 */
export function headsIn(lines: string, { heads: { hash }, number }: Pick<Checkpoint, 'heads' | 'number'>): ChainHead[] {
  if (sha256(lines) !== hash)
    throw new SyntaxError(`the file of heads of checkpoint ${number} is not the one it names`);
  return lines
    .split('\n')
    .slice(0, -1)
    .map((line) => chainHeadSchema.parse(JSON.parse(line)));
}

/**
 * Which of the ends that a cycle must be sealed with the heads do not reach.
 * @param headOf  the end of a chain, as the archive tells it
 */
export const notReached = (
  wanted: readonly ChainHead[],
  headOf: (chain: string) => ChainHead | undefined,
): readonly ChainHead[] =>
  wanted.filter((each) => {
    const head = headOf(each.chain);
    if (head === undefined || head.sequence < each.sequence) return true;
    return head.sequence === each.sequence && canonicalJson(head) !== canonicalJson(each);
  });
