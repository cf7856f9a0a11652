import { expect, test } from '@jest/globals';
import { LONGEST_MS, PLACE_MS } from '../../../lambda/domain/rotation/line.ts';
import { describeStores } from './stores.ts';
import { NOW } from './values.ts';

const later = (ms: number) => new Date(NOW.getTime() + ms);

describeStores('the line before staging', (stores) => {
  test('gives places one after the other', async () => {
    const { line } = stores();
    expect(await line.take(NOW)).toEqual(NOW);
    expect(await line.take(NOW)).toEqual(later(PLACE_MS));
    expect(await line.take(later(1))).toEqual(later(2 * PLACE_MS));
  });

  test('keeps no place free for the past', async () => {
    const { line } = stores();
    await line.take(NOW);
    expect(await line.take(later(60_000))).toEqual(later(60_000));
  });

  test('holds up nobody for a clock that was wrong by more than the longest line', async () => {
    const { line } = stores();
    await line.take(later(365 * 86_400_000));
    expect(await line.take(NOW)).toEqual(NOW);
    expect(await line.take(NOW)).toEqual(later(PLACE_MS));
  });

  test('holds up nobody for longer than the longest line, by a clock that was wrong by less', async () => {
    const { line } = stores();
    await line.take(later(LONGEST_MS - PLACE_MS));
    expect(await line.take(NOW)).toEqual(later(LONGEST_MS));
    expect(await line.take(NOW)).toEqual(NOW);
  });

  test('gives no place twice, however many come at once', async () => {
    const { line } = stores();
    const places = await Promise.all(Array.from({ length: 30 }, () => line.take(NOW)));
    const expected = Array.from({ length: 30 }, (_, i) => later(i * PLACE_MS));
    expect(places.toSorted((a, b) => a.getTime() - b.getTime())).toEqual(expected);
  });
});
