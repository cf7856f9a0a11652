import { expect, test } from '@jest/globals';
import { describeStores } from './stores.ts';
import { CHAIN, fact, TENANT_CHAIN } from './values.ts';

describeStores('audit records', (stores) => {
  const note = (reason: string, more = {}) => stores().rotations.note(fact({ reason, ...more }));

  test('of a chain come in order, each linked to the one before', async () => {
    for (const each of ['a', 'b', 'c']) await note(each);
    await note('other', { accountId: undefined });
    const records = await stores().audit.recordsOf(CHAIN);
    expect(records.map(({ reason, sequence }) => [reason, sequence])).toEqual([
      ['a', 1],
      ['b', 2],
      ['c', 3],
    ]);
    expect(records.map(({ prevHash }) => prevHash)).toEqual(['0'.repeat(64), records[0]?.hash, records[1]?.hash]);
    expect(records[0]).toMatchObject({ ...fact({ reason: 'a' }), schema: 1, chain: CHAIN });
    expect(await stores().audit.recordsOf('none#none')).toEqual([]);
  });

  test('many writers of one chain: one line, no fork, nothing lost', async () => {
    await Promise.all(Array.from({ length: 8 }, (_, i) => note(`${i}`)));
    const records = await stores().audit.recordsOf(CHAIN);
    expect(records.map((each) => each.sequence)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(new Set(records.map((each) => each.reason)).size).toBe(8);
  });

  test('the end of each chain is told once; chains without a record are left out', async () => {
    await note('a');
    await note('b');
    await note('c', { accountId: undefined });
    const heads = await stores().audit.headsOf([CHAIN, 'none#none', TENANT_CHAIN, CHAIN]);
    const last = async (chain: string) => {
      const { sequence, hash } = (await stores().audit.recordsOf(chain)).at(-1) ?? {};
      return { chain, sequence, hash };
    };
    expect(heads).toHaveLength(2);
    expect(heads).toEqual(expect.arrayContaining([await last(CHAIN), await last(TENANT_CHAIN)]));
    expect(await stores().audit.headsOf([])).toEqual([]);
  });

  test('a fact with a field that none has is refused', async () => {
    await expect(note('a', { surprise: 1 })).rejects.toThrow(/surprise/);
    expect(await stores().audit.recordsOf(CHAIN)).toEqual([]);
  });
});
