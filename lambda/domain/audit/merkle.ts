import { hash } from 'node:crypto';

/**
 * The Merkle tree of RFC 6962, section 2.1: SHA-256; leaves and inner nodes are hashed with different first bytes, so that neither can pass
 * for the other; n leaves split at the largest power of two below n.
 */

/** @param content  what the leaf says; text is hashed as UTF-8 */
export const leafHash = (content: string): Buffer => hash('sha256', Buffer.from(`\0${content}`, 'utf8'), 'buffer');
const nodeHash = (left: Uint8Array, right: Uint8Array): Buffer =>
  hash('sha256', Buffer.concat([Uint8Array.of(1), left, right]), 'buffer');

/** How many of `size` leaves are left of the root; `size` is 2 or more. */
const splitOf = (size: number): number => 2 ** Math.floor(Math.log2(size - 1));

/** @returns the root over the hashes of leaves, in their order; for none, SHA-256 of nothing */
export function rootOf(leaves: readonly Uint8Array[]): Buffer {
  if (leaves.length === 0) return hash('sha256', '', 'buffer');
  let level: readonly Uint8Array[] = leaves;
  // A node without a sibling moves up as it is: the same tree as by splitting at powers of two.
  while (level.length > 1) {
    const above: Uint8Array[] = [];
    for (let index = 0; index < level.length; index += 2) {
      const [left, right] = [level[index], level[index + 1]];
      if (left !== undefined) above.push(right === undefined ? left : nodeHash(left, right));
    }
    level = above;
  }
  return Buffer.from(level[0] ?? []);
}

/**
 * What proves that a leaf is in the tree: the sibling of each node on the way from the leaf to the root.
 * @throws {RangeError} there is no such leaf
 */
export function inclusionProof(leaves: readonly Uint8Array[], index: number): readonly Buffer[] {
  if (!Number.isInteger(index) || index < 0 || index >= leaves.length)
    throw new RangeError(`there is no leaf ${index}`);
  if (leaves.length === 1) return [];
  const split = splitOf(leaves.length);
  const [left, right] = [leaves.slice(0, split), leaves.slice(split)];
  return index < split
    ? [...inclusionProof(left, index), rootOf(right)]
    : [...inclusionProof(right, index - split), rootOf(left)];
}

/**
 * The root that a proof leads to. The caller compares it with the root of a checkpoint.
 * @returns `undefined`: the proof is not one for this place in a tree of this size
 */
export function rootByProof(
  leaf: Uint8Array,
  index: number,
  size: number,
  proof: readonly Uint8Array[],
): Buffer | undefined {
  if (!Number.isSafeInteger(index) || index < 0 || index >= size) return undefined;
  if (size === 1) return proof.length === 0 ? Buffer.from(leaf) : undefined;
  const sibling = proof.at(-1);
  if (sibling === undefined) return undefined;
  const split = splitOf(size);
  const isLeft = index < split;
  const below = rootByProof(leaf, isLeft ? index : index - split, isLeft ? split : size - split, proof.slice(0, -1));
  if (below === undefined) return undefined;
  return isLeft ? nodeHash(below, sibling) : nodeHash(sibling, below);
}
