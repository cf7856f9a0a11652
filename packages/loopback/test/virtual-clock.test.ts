import { readFile } from 'node:fs/promises';
import { describe, expect, test } from '@jest/globals';
import { virtualClock } from '../virtual-clock.ts';

describe('a virtual clock', () => {
  test('stands still by itself', async () => {
    const clock = virtualClock();
    let rang = false;
    clock.after(0, () => {
      rang = true;
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect([rang, clock.elapsed()]).toEqual([false, 0]);
  });

  test('goes from timer to timer, in the order in which they are due, and the first that was set first', async () => {
    const clock = virtualClock();
    const rang: [string, number][] = [];
    const ring = (name: string) => () => rang.push([name, clock.elapsed()]);
    clock.after(20, ring('late'));
    clock.after(10, ring('first'));
    clock.after(10, ring('second'));
    clock.after(10, ring('cancelled'))();
    await clock.pass(15);
    expect(rang).toEqual([
      ['first', 10],
      ['second', 10],
    ]);
    expect(clock.elapsed()).toBe(15);
  });

  test('a year costs nothing, and the time of day goes along', async () => {
    const clock = virtualClock(new Date('2026-01-01T00:00:00Z'));
    await clock.until(clock.sleep(365 * 86_400_000));
    expect(clock.now()).toEqual(new Date('2027-01-01T00:00:00Z'));
  });

  test('lets everything end that a timer began before the next one is due', async () => {
    const clock = virtualClock();
    const seen: string[] = [];
    const begin = async () => {
      await clock.sleep(10);
      for (let step = 0; step < 100; step += 1) await Promise.resolve();
      seen.push(`begun at 10, ended at ${clock.elapsed()}`);
    };
    clock.after(11, () => seen.push('the next one'));
    await Promise.all([clock.pass(20), begin()]);
    expect(seen).toEqual(['begun at 10, ended at 10', 'the next one']);
  });

  test('stands still during work that it is told of, though that takes real time', async () => {
    const clock = virtualClock();
    const seen: string[] = [];
    const work = clock.during(readFile('package.json', 'utf8')).then(() => seen.push(`read at ${clock.elapsed()}`));
    clock.after(1, () => seen.push('timer'));
    await clock.pass(10);
    await work;
    expect(seen).toEqual(['read at 0', 'timer']);
  });

  test('work that fails is over too, and its error is given back', async () => {
    const clock = virtualClock();
    await expect(clock.during(Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    await clock.pass(1);
    expect(clock.elapsed()).toBe(1);
  });

  test('gives what is waited for, or its error', async () => {
    const clock = virtualClock();
    expect(await clock.until(clock.sleep(5).then(() => 'slept'))).toBe('slept');
    await expect(clock.until(clock.sleep(5).then(() => Promise.reject(new Error('no'))))).rejects.toThrow('no');
    expect(clock.elapsed()).toBe(10);
  });

  test('says so when what is waited for cannot come', async () => {
    const clock = virtualClock();
    await expect(clock.until(new Promise(() => undefined))).rejects.toThrow('no timer is set');
  });

  test('with a grain, what is due within it goes off at once, and what it begins goes on side by side', async () => {
    const clock = virtualClock(undefined, { grainMs: 100 });
    const seen: string[] = [];
    const work = (name: string, ms: number) => async () => {
      await clock.sleep(ms);
      seen.push(`${name} begins at ${clock.elapsed()}`);
      await clock.during(readFile('package.json', 'utf8'));
      seen.push(`${name} ends at ${clock.elapsed()}`);
    };
    await clock.until(Promise.all([work('a', 10)(), work('b', 90)(), work('c', 101)()]));
    expect(seen.slice(0, 2)).toEqual(['a begins at 100', 'b begins at 100']);
    expect(seen.slice(2, 4).sort()).toEqual(['a ends at 100', 'b ends at 100']);
    expect(seen.slice(4)).toEqual(['c begins at 200', 'c ends at 200']);
  });

  test('without one, each ends what it began before the next', async () => {
    const clock = virtualClock();
    const seen: string[] = [];
    const work = async (name: string) => {
      await clock.sleep(10);
      seen.push(`${name} begins`);
      await clock.during(readFile('package.json', 'utf8'));
      seen.push(`${name} ends`);
    };
    await clock.until(Promise.all([work('a'), work('b')]));
    expect(seen).toEqual(['a begins', 'a ends', 'b begins', 'b ends']);
  });

  test('an aborted sleep leaves no timer behind', async () => {
    const clock = virtualClock();
    const stop = new AbortController();
    const sleep = clock.sleep(1_000, stop.signal);
    stop.abort(new Error('enough'));
    await expect(clock.until(sleep)).rejects.toThrow('enough');
    await expect(clock.sleep(1, stop.signal)).rejects.toThrow('enough');
    expect(clock.elapsed()).toBe(0);
  });
});
