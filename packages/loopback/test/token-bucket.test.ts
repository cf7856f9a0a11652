import { describe, expect, test } from '@jest/globals';
import { TokenBucket } from '../token-bucket.ts';

/** A clock that somebody moves. */
function movedClock() {
  let at = 0;
  return {
    elapsed: () => at,
    pass(ms: number) {
      at += ms;
    },
  };
}

describe('a bucket', () => {
  test('gives what it holds, and then makes wait for what it lacks', () => {
    const clock = movedClock();
    const bucket = new TokenBucket({ capacity: 3, perSecond: 2 }, clock);
    expect([bucket.take(), bucket.take(2)]).toEqual([0, 0]);
    expect(bucket.take()).toBe(0.5);
    expect(bucket.used()).toBe(1);
    clock.pass(500);
    expect(bucket.take()).toBe(0);
    expect(bucket.take(3)).toBe(1.5);
  });

  test('is never fuller than full, however long nobody takes', () => {
    const clock = movedClock();
    const bucket = new TokenBucket({ capacity: 2, perSecond: 100 }, clock);
    clock.pass(3_600_000);
    expect([bucket.take(2), bucket.take()]).toEqual([0, 0.01]);
  });

  test('refills as fast as the clock goes', () => {
    const clock = movedClock();
    const bucket = new TokenBucket({ capacity: 60, perSecond: 1 }, clock);
    bucket.take(60);
    clock.pass(30_000);
    expect(bucket.take(30)).toBe(0);
    expect(bucket.take()).toBe(1);
  });

  test('a refused call takes nothing', () => {
    const bucket = new TokenBucket({ capacity: 2, perSecond: 1 }, movedClock());
    expect(bucket.take(5)).toBe(3);
    expect(bucket.take(2)).toBe(0);
  });
});
