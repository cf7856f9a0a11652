import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { mapConcurrently } from '../../../lambda/domain/concurrency.ts';

/** Work that ends when the test says so. */
function stepwise() {
  const open = new Map<number, { readonly end: () => void; readonly fail: (error: Error) => void }>();
  const begun: number[] = [];
  const work = (item: number) => {
    begun.push(item);
    return new Promise<number>((resolve, reject) => {
      open.set(item, { end: () => resolve(item * 10), fail: reject });
    });
  };
  const settled = () => new Promise((resolve) => setImmediate(resolve));
  return { open, begun, work, settled };
}

test('results keep the order of the items, whatever ends first, and never more than so many are under way', () =>
  fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer()),
      fc.integer({ min: 1, max: 12 }),
      fc.scheduler(),
      async (items, atOnce, s) => {
        let underWay = 0;
        let most = 0;
        const all = mapConcurrently(
          items,
          async (item) => {
            underWay += 1;
            most = Math.max(most, underWay);
            await s.schedule(Promise.resolve());
            underWay -= 1;
            return { item };
          },
          atOnce,
        );
        await s.waitFor(all);
        expect(await all).toEqual(items.map((item) => ({ item })));
        expect(most).toBe(Math.min(atOnce, items.length));
      },
    ),
  ));

test('ten are under way where nothing else is said', async () => {
  const { begun, open, work, settled } = stepwise();
  const all = mapConcurrently([...Array(11).keys()], work);
  await settled();
  expect(begun).toHaveLength(10);
  open.get(3)?.end();
  await settled();
  expect(begun).toHaveLength(11);
  for (const { end } of open.values()) end();
  expect(await all).toHaveLength(11);
});

test('after an error nothing more is begun, and the first one is thrown when all that was under way has ended', async () => {
  const { begun, open, work, settled } = stepwise();
  let thrown: unknown;
  const all = mapConcurrently([0, 1, 2, 3, 4], work, 3).catch((error: unknown) => {
    thrown = error;
  });
  await settled();
  open.get(2)?.fail(new Error('first'));
  await settled();
  open.get(0)?.fail(new Error('second'));
  await settled();
  expect(thrown).toBeUndefined();
  open.get(1)?.end();
  await all;
  expect(thrown).toEqual(new Error('first'));
  expect(begun).toEqual([0, 1, 2]);
});
