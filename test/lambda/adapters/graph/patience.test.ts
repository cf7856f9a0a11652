import { describe, expect, test } from '@jest/globals';
import { askPatiently, newBackoff, type Trouble } from '../../../../lambda/adapters/graph/patience.ts';

const start = Date.parse('2026-12-07T05:00:00Z');

/** A moment at which waiting costs nothing, and is noted. */
function patience(random: number, seconds = Number.POSITIVE_INFINITY) {
  const waits: number[] = [];
  const waited = () => waits.reduce((sum, each) => sum + each, 0);
  return {
    waits,
    now: () => new Date(start + waited() * 1_000),
    sleep: async (wait: number) => void waits.push(wait),
    random: () => random,
    deadline: () => start + seconds * 1_000,
  };
}

describe('how long to wait before the next try', () => {
  test.each([
    [1, [0.5, 1, 2, 4, 8, 10, 10]],
    [0.5, [0.25, 0.5, 1, 2, 4, 5, 5]],
    [0, [0, 0, 0, 0, 0, 0, 0]],
  ])('a random part (%f) of twice as long each time, at most ten seconds', (random, seconds) => {
    const backoff = newBackoff(patience(random));
    expect(seconds.map(() => backoff(undefined))).toEqual(seconds);
  });

  test('what was asked for is never cut short, and up to a tenth longer', () => {
    expect(newBackoff(patience(0))(3)).toBe(3);
    expect(newBackoff(patience(1))(30)).toBeCloseTo(33, 5);
    expect(newBackoff({ ...patience(0), random: undefined })(30)).toBeCloseTo(33, 5);
  });

  test('the tries of one request say nothing about those of another', () => {
    const [one, other] = [newBackoff(patience(1)), newBackoff(patience(1))];
    expect([one(undefined), one(undefined), other(undefined)]).toEqual([0.5, 1, 0.5]);
  });
});

describe('asking patiently', () => {
  const trouble: Trouble = { retryAfter: 3 };
  /** Trouble so many times, and then an answer. */
  function asking(times: number) {
    const left: number[] = [];
    const ask = async (msLeft: number) => {
      left.push(msLeft);
      return left.length <= times ? trouble : 'answer';
    };
    return { left, ask, troubleIn: (answer: Trouble | string) => (typeof answer === 'string' ? undefined : answer) };
  }

  test('asks until it is answered', async () => {
    const { ask, troubleIn } = asking(2);
    const moment = patience(0);
    expect(await askPatiently(moment, ask, troubleIn)).toBe('answer');
    expect(moment.waits).toEqual([3, 3]);
  });

  test('returns the last answer when it took too long', async () => {
    const { ask, left, troubleIn } = asking(99);
    expect(await askPatiently(patience(0), ask, troubleIn)).toBe(trouble);
    expect(left).toHaveLength(4);
  });

  test('tells how much time is left, and stops with it', async () => {
    const { ask, left, troubleIn } = asking(99);
    expect(await askPatiently(patience(0, 5), ask, troubleIn)).toBe(trouble);
    expect(left).toEqual([5_000, 2_000]);
  });

  test('without patience it asks once', async () => {
    const { ask, left, troubleIn } = asking(1);
    expect(await askPatiently(undefined, ask, troubleIn)).toBe(trouble);
    expect(left).toEqual([Number.POSITIVE_INFINITY]);
  });
});
