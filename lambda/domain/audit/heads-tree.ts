import { hash } from 'node:crypto';
import type { ChainHead } from './audit-record.ts';
import { leafOf } from './checkpoint.ts';
import { leafHash, rootOf } from './merkle.ts';

const HASH_BYTES = 32;

/**
 * The tree of checkpoints, kept from one to the next: only the way from each chain that moved to the root is hashed again. Over 50,000
 * chains the whole tree takes a tenth of a second, which is too long for each of ten years' checkpoints. Same root as `rootOfHeads`.
 */
export class HeadsTree {
  private places = new Map<string, number>();
  /** Hashes of leaves, then of the nodes above them, up to the root: one after the other. */
  private levels: Uint8Array[] = [new Uint8Array(0)];
  private readonly moved = new Set<number>();
  private readonly added = new Map<string, Buffer>();

  /** How many chains there are. */
  get chains(): number {
    return this.places.size + this.added.size;
  }

  /**
   * The chain ends here now.
   * @param line  what the leaf says, where it is known already
   */
  set(head: ChainHead, line: string = leafOf(head)): void {
    const leaf = leafHash(line);
    const place = this.places.get(head.chain);
    if (place === undefined) {
      this.added.set(head.chain, leaf);
      return;
    }
    this.levels[0]?.set(leaf, place * HASH_BYTES);
    this.moved.add(place);
  }

  /** Hex; for no chain at all, SHA-256 of nothing. */
  root(): string {
    if (this.chains === 0) return rootOf([]).toString('hex');
    if (this.added.size > 0) this.makeRoom();
    let changed = [...this.moved].sort((a, b) => a - b);
    this.moved.clear();
    for (let height = 0; height + 1 < this.levels.length; height += 1) changed = this.carryUp(height, changed);
    return Buffer.from(this.levels.at(-1) ?? []).toString('hex');
  }

  /** Puts the new chains in their places; all nodes are made anew. */
  private makeRoom(): void {
    // Without a comparison of ours: by UTF-16 code units, as bytes where names are ASCII.
    const chains = [...this.places.keys(), ...this.added.keys()].sort();
    const leaves = new Uint8Array(chains.length * HASH_BYTES);
    const places = new Map<string, number>();
    for (const [place, chain] of chains.entries()) {
      const from = (this.places.get(chain) ?? 0) * HASH_BYTES;
      const leaf = this.added.get(chain) ?? this.levels[0]?.subarray(from, from + HASH_BYTES) ?? [];
      leaves.set(leaf, place * HASH_BYTES);
      places.set(chain, place);
      this.moved.add(place);
    }
    this.places = places;
    this.added.clear();
    this.levels = [leaves];
    for (let nodes = chains.length; nodes > 1; ) {
      nodes = Math.ceil(nodes / 2);
      this.levels.push(new Uint8Array(nodes * HASH_BYTES));
    }
  }

  /** @returns the places above the changed ones, in order, each once */
  private carryUp(height: number, changed: readonly number[]): number[] {
    const [level, above] = [this.levels[height] ?? new Uint8Array(0), this.levels[height + 1]];
    const parents: number[] = [];
    for (const place of changed) {
      const parent = Math.floor(place / 2);
      if (parents.at(-1) === parent) continue;
      parents.push(parent);
      // A node without a sibling moves up as it is.
      const children = level.subarray(parent * 2 * HASH_BYTES, (parent * 2 + 2) * HASH_BYTES);
      above?.set(children.length === HASH_BYTES ? children : nodeHash(children), parent * HASH_BYTES);
    }
    return parents;
  }
}

const content = new Uint8Array(1 + 2 * HASH_BYTES);
content[0] = 1;
function nodeHash(children: Uint8Array): Uint8Array {
  content.set(children, 1);
  return hash('sha256', content, 'buffer');
}
