import { describe, expect, test } from '@jest/globals';
import { storm, type Weather } from './vault-storm.ts';

const HOUR_MS = 3_600_000;
const forAnHour =
  (bad: ReturnType<Weather>): Weather =>
  (clock) =>
    clock.elapsed() < HOUR_MS ? bad : 'fine';

const print = (what: string, counts: object) => process.stdout.write(`${what}: ${JSON.stringify(counts)}\n`);
const FAULTS = ['down', 'slow', 'throttles', 'broken', 'loses-answers'] as const;

describe.each(FAULTS)('200 passwords for a vault that is %s', (fault) => {
  test.each([
    ['once', undefined],
    ['twice at the same moment', 3],
  ])('for an hour, each delivered %s: all written, nothing lost or doubled', async (how, twiceEach) => {
    const counts = await storm({ passwords: 200, weather: forAnHour(fault), ...(twiceEach && { twiceEach }) });
    print(`${fault}, an hour, delivered ${how}`, counts);
    expect(counts).toMatchObject({ written: 200, givenUp: 0, lost: 0, wrong: 0, doubled: 0, links: 0, deadLetters: 0 });
  });

  test('for ever: each is written, or given up with one link', async () => {
    const counts = await storm({ passwords: 40, weather: () => fault });
    print(`${fault}, for ever`, counts);
    const takes = fault === 'slow';
    const ends = takes ? { written: 40, givenUp: 0, links: 0 } : { written: 0, givenUp: 40, links: 40 };
    expect(counts).toMatchObject({ ...ends, lost: 0, wrong: 0, doubled: 0, deadLetters: 0 });
    if (!takes) expect(counts.minutes).toBeGreaterThanOrEqual(72 * 60);
  });
});

test('3,000 passwords are in the vault at the pace of one that takes 300 requests a minute', async () => {
  const counts = await storm({ passwords: 3_000, weather: () => 'fine', perMinute: 300 });
  print('3,000 passwords, 300 requests a minute', counts);
  expect(counts).toMatchObject({ written: 3_000, givenUp: 0, lost: 0, wrong: 0, doubled: 0, deadLetters: 0 });
  // 100 of them in each minute.
  expect(counts.minutes).toBeLessThan(35);
});
