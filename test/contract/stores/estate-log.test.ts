import { expect, test } from '@jest/globals';
import { actionsOf, describeStores, STALE } from './stores.ts';
import { ESTATE_CHAIN, fact } from './values.ts';

const [one, other] = ['1'.repeat(64), '2'.repeat(64)];
const changed = fact({ action: 'estate.changed', tenantId: undefined, accountId: undefined });

describeStores('the estate that records know', (stores) => {
  test('moves with the records of it, from where it was', async () => {
    const { estateLog } = stores();
    expect(await estateLog.last()).toBeUndefined();
    const first = { hash: one, revision: 1, requests: ['r1'] };
    await estateLog.move(undefined, first, [changed]);
    expect(await estateLog.last()).toEqual(first);
    const underWay = { hash: one, underWay: { to: other, done: 40 }, revision: 2, requests: [] };
    await estateLog.move(first, underWay, [changed]);
    expect(await estateLog.last()).toEqual(underWay);
    await estateLog.move(underWay, { hash: other, revision: 3, requests: ['r2', 'r1'] }, [changed]);
    expect(await estateLog.last()).toEqual({ hash: other, revision: 3, requests: ['r2', 'r1'] });
    expect(await actionsOf(stores(), ESTATE_CHAIN)).toHaveLength(3);
  });

  test('moves for one of two who saw the same', async () => {
    const { estateLog } = stores();
    const first = { hash: one, revision: 1, requests: ['r1'] };
    await estateLog.move(undefined, first, [changed]);
    await expect(estateLog.move(undefined, first, [changed])).rejects.toMatchObject(STALE);
    await estateLog.move(first, { hash: other, revision: 2, requests: [] }, [changed]);
    await expect(estateLog.move(first, { hash: other, revision: 2, requests: [] }, [changed])).rejects.toMatchObject(
      STALE,
    );
    expect(await actionsOf(stores(), ESTATE_CHAIN)).toHaveLength(2);
  });
});
