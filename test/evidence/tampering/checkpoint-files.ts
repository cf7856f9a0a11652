import { gunzipSync, gzipSync } from 'node:zlib';
import * as z from 'zod';
import { auditPrefix, checkpointKey, headsKey } from '../../../contract/audit-bucket.ts';
import { sha256 } from '../../../lambda/domain/audit/audit-chain.ts';
import { type ChainHead, chainHeadSchema } from '../../../lambda/domain/audit/audit-record.ts';
import {
  byChain,
  type Checkpoint,
  checkpointText,
  hashOfCheckpoint,
  leafOf,
  readCheckpoint,
  rootOfHeads,
} from '../../../lambda/domain/audit/checkpoint.ts';
import { readNote } from '../../../lambda/domain/audit/signed-note.ts';
import type { SigningKey } from '../signing-key.ts';
import type { OpenedFolder } from './opened-folder.ts';

export interface HeldCheckpoint {
  readonly checkpoint: Checkpoint;
  readonly hash: string;
  readonly file: string;
  readonly headsFile: string;
  /** The lines of its file of heads. */
  readonly heads: readonly ChainHead[];
}

/** The checkpoints of a folder, and what somebody does to them who may sign, or who signs with another key. */
export class CheckpointFiles {
  readonly all: readonly HeldCheckpoint[];
  /** The ends of all chains, by the last checkpoint. */
  readonly lastHeads: ReadonlyMap<string, ChainHead>;

  constructor(
    private readonly folder: OpenedFolder,
    private readonly key: SigningKey,
  ) {
    const files = folder
      .paths()
      .filter((path) => path.startsWith(auditPrefix.checkpoints) && path.endsWith('.checkpoint'));
    this.all = files.map((file) => {
      const checkpoint = readCheckpoint(readNote(folder.read(file).toString())?.text ?? '');
      if (checkpoint === undefined) throw new Error(`${file} holds no checkpoint`);
      const headsFile = headsKey(checkpoint.number, checkpoint.heads.hash);
      const heads = headsIn(gunzipSync(folder.read(headsFile)).toString());
      return { checkpoint, hash: hashOfCheckpoint(checkpoint), file, headsFile, heads };
    });
    this.lastHeads = new Map(this.all.flatMap(({ heads }) => heads.map((each) => [each.chain, each])));
  }

  get last(): HeldCheckpoint {
    return this.number(this.all.length);
  }

  number(number: number): HeldCheckpoint {
    const held = this.all[number - 1];
    if (held === undefined) throw new RangeError(`there is no checkpoint ${number}`);
    return held;
  }

  /** The first checkpoint that covers a record. */
  firstOver({ chain, sequence }: Pick<ChainHead, 'chain' | 'sequence'>): HeldCheckpoint | undefined {
    return this.all.find(({ heads }) => heads.some((each) => each.chain === chain && each.sequence >= sequence));
  }

  /** Signs a changed checkpoint in its place. */
  sign(checkpoint: Checkpoint, key = this.key): void {
    this.folder.write(checkpointKey(checkpoint.number), key.note(checkpointText(checkpoint), checkpoint.origin));
  }

  /**
   * Makes checkpoints anew from one on, each with the hash of the one before it, over what each is changed to.
   *
   * @param change  gets each checkpoint, and its heads
   * @returns the hash of the last
   */
  resign(
    from: number,
    change: (held: HeldCheckpoint) => Partial<Checkpoint>,
    key = this.key,
    previous?: string,
  ): string {
    let hash = previous ?? this.all[from - 2]?.hash ?? '0'.repeat(64);
    for (const held of this.all.slice(from - 1)) {
      const checkpoint = { ...held.checkpoint, previous: hash, ...change(held) };
      this.sign(checkpoint, key);
      hash = hashOfCheckpoint(checkpoint);
    }
    return hash;
  }

  /** Makes all checkpoints from one on anew over other heads: what a forger does who may sign and write. */
  remake(from: number, headOf: (head: ChainHead) => ChainHead | undefined, key = this.key): string {
    const heads = new Map<string, ChainHead>();
    return this.resign(
      1,
      (held) => {
        const listed = held.heads.flatMap((each) => headOf(each) ?? []).sort(byChain);
        for (const each of listed) heads.set(each.chain, each);
        if (held.checkpoint.number < from) return held.checkpoint;
        const lines = listed.map((each) => `${leafOf(each)}\n`).join('');
        const hash = sha256(lines);
        this.folder.remove(held.headsFile);
        this.folder.write(headsKey(held.checkpoint.number, hash), gzipSync(lines));
        const all = [...heads.values()].sort(byChain);
        return {
          chains: all.length,
          records: all.reduce((sum, { sequence }) => sum + sequence, 0),
          root: rootOfHeads(all),
          heads: { holds: held.checkpoint.heads.holds, hash },
        };
      },
      key,
    );
  }
}

const headsIn = (text: string): readonly ChainHead[] =>
  text
    .split('\n')
    .slice(0, -1)
    .map((line) => z.parse(chainHeadSchema, JSON.parse(line)));
