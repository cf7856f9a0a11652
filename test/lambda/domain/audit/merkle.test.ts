import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { inclusionProof, leafHash, rootByProof, rootOf } from '../../../../lambda/domain/audit/merkle.ts';

/** Leaves and roots that every implementation of RFC 6962 is tested with, from the reference implementation of certificate transparency. */
const LEAVES = ['', '\u0000', '\u0010', ' !', '01', '@ABC', 'PQRSTUVW', '`abcdefghijklmno'];
const ROOTS = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];
const hashes = LEAVES.map(leafHash);

describe('the published vectors of RFC 6962', () => {
  test.each(ROOTS.map((root, size) => [size, root] as const))('root of %i leaves', (size, root) => {
    expect(rootOf(hashes.slice(0, size)).toString('hex')).toBe(root);
  });

  test.each([
    [
      0,
      8,
      [
        '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
        '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
        '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
      ],
    ],
    [
      5,
      8,
      [
        'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
        'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
        'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
      ],
    ],
    [2, 3, ['fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125']],
    [
      1,
      5,
      [
        '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
        '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
        'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
      ],
    ],
  ])('proof of leaf %i of %i', (index, size, proof) => {
    expect(inclusionProof(hashes.slice(0, size), index).map((each) => each.toString('hex'))).toEqual(proof);
  });
});

test('a leaf is hashed as UTF-8, after a zero', () => {
  const expected = createHash('sha256')
    .update(Buffer.from([0, 0xc3, 0xa9]))
    .digest('hex');
  expect(leafHash('é').toString('hex')).toBe(expected);
});

/** As section 2.1 defines it, without any of our shortcuts. */
function asDefined(leaves: readonly Uint8Array[]): Buffer {
  if (leaves.length === 0) return createHash('sha256').digest();
  if (leaves.length === 1) return Buffer.from(leaves[0] ?? []);
  let split = 1;
  while (split * 2 < leaves.length) split *= 2;
  return createHash('sha256')
    .update(Uint8Array.of(1))
    .update(asDefined(leaves.slice(0, split)))
    .update(asDefined(leaves.slice(split)))
    .digest();
}

const size = { minLength: 1, maxLength: 70 };
const hashed = (texts: readonly string[]) => texts.map(leafHash);
const trees = fc.array(fc.string(), size).map(hashed);
/** Leaves that differ, as heads of chains do: where two subtrees are equal, a proof of one is a proof of the other. */
const placed = fc
  .uniqueArray(fc.string(), size)
  .map(hashed)
  .chain((tree) => fc.tuple(fc.constant(tree), fc.nat(tree.length - 1)));

test('the root is the one that the RFC defines', () => {
  fc.assert(fc.property(trees, (tree) => expect(rootOf(tree)).toEqual(asDefined(tree))));
});

test('each leaf has a proof that leads to the root, and to no other place', () => {
  fc.assert(
    fc.property(placed, fc.nat(80), ([tree, index], other) => {
      const proof = inclusionProof(tree, index);
      const leaf = tree[index] ?? Buffer.alloc(0);
      expect(rootByProof(leaf, index, tree.length, proof)).toEqual(rootOf(tree));
      fc.pre(other !== index);
      expect(rootByProof(leaf, other, tree.length, proof)).not.toEqual(rootOf(tree));
    }),
  );
});

test('a proof that lacks a part, has one too many, or another one leads nowhere', () => {
  fc.assert(
    fc.property(placed, fc.nat(), ([tree, index], at) => {
      const leaf = tree[index] ?? Buffer.alloc(0);
      const proof = inclusionProof(tree, index);
      const root = rootOf(tree);
      const size = tree.length;
      expect(rootByProof(leaf, index, size, [...proof, leaf])).not.toEqual(root);
      expect(rootByProof(leaf, index, size, [leaf, ...proof])).not.toEqual(root);
      if (proof.length === 0) return;
      const part = at % proof.length;
      expect(rootByProof(leaf, index, size, proof.toSpliced(part, 1))).not.toEqual(root);
      const turned = proof.map((each, i) => (i === part ? Buffer.from(each).map((byte) => byte ^ 1) : each));
      expect(rootByProof(leaf, index, size, turned)).not.toEqual(root);
    }),
  );
});

test.each([
  [-1, 3],
  [3, 3],
  [0.5, 3],
  [Number.NaN, 3],
  [0, 0],
])('there is no leaf %d of %d', (index, size) => {
  const tree = hashes.slice(0, size);
  expect(() => inclusionProof(tree, index)).toThrow(new RangeError(`there is no leaf ${index}`));
  expect(rootByProof(leafHash(''), index, size, [])).toBeUndefined();
});

test('the one leaf of a tree is its root, and needs no proof', () => {
  const [leaf] = [leafHash('alone')];
  expect(inclusionProof([leaf], 0)).toEqual([]);
  expect(rootByProof(leaf, 0, 1, [])).toEqual(leaf);
  expect(rootByProof(leaf, 0, 1, [leaf])).toBeUndefined();
});
