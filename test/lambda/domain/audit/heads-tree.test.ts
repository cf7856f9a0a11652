import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { sha256 } from '../../../../lambda/domain/audit/audit-chain.ts';
import { byChain, rootOfHeads } from '../../../../lambda/domain/audit/checkpoint.ts';
import { HeadsTree } from '../../../../lambda/domain/audit/heads-tree.ts';

const headOf = (chain: string, sequence = 1) => ({ chain, sequence, hash: sha256(`${chain} ${sequence}`) });
const sorted = (heads: Iterable<ReturnType<typeof headOf>>) => [...heads].sort(byChain);

describe('the root', () => {
  test('of no chain is SHA-256 of nothing', () => {
    expect([new HeadsTree().root(), new HeadsTree().chains]).toEqual([sha256(''), 0]);
  });

  test.each([1, 2, 3, 4, 5, 7, 8, 9, 33])(
    'of %i chains is the one of the whole tree, and of none that moved since',
    (size) => {
      const heads = Array.from({ length: size }, (_, n) => headOf(`tenant#${n}`));
      const tree = new HeadsTree();
      for (const each of heads.toReversed()) tree.set(each);
      expect([tree.root(), tree.chains]).toEqual([rootOfHeads(sorted(heads)), size]);
      expect(tree.root()).toBe(rootOfHeads(sorted(heads)));
      for (const each of heads) {
        const other = headOf(each.chain, 2);
        tree.set(other);
        expect(tree.root()).toBe(rootOfHeads(sorted(heads.map((head) => (head === each ? other : head)))));
        tree.set(each);
      }
      expect(tree.root()).toBe(rootOfHeads(sorted(heads)));
    },
  );

  test('is the one of the whole tree, whatever moves and comes in between', () => {
    const move = fc.tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 1, max: 5 }));
    fc.assert(
      fc.property(fc.array(fc.array(move, { maxLength: 12 }), { maxLength: 12 }), (rounds) => {
        const tree = new HeadsTree();
        const heads = new Map<string, ReturnType<typeof headOf>>();
        for (const moves of rounds) {
          for (const [chain, sequence] of moves) {
            const head = headOf(`c${chain}`, sequence);
            tree.set(head);
            heads.set(head.chain, head);
          }
          expect([tree.root(), tree.chains]).toEqual([rootOfHeads(sorted(heads.values())), heads.size]);
        }
      }),
    );
  });

  test('takes the last word of a chain, also before it was ever asked for', () => {
    const tree = new HeadsTree();
    tree.set(headOf('a', 1));
    tree.set(headOf('a', 2));
    expect([tree.chains, tree.root()]).toEqual([1, rootOfHeads([headOf('a', 2)])]);
  });
});
