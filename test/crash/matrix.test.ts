import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { actorOf, Campaign, isOfFirst, isOfPages, print, type Recorded } from './campaign.ts';
import { nameOf, OneEach, type Point, worthTrying } from './fault-plan.ts';

/**
 * A whole rotation is stopped, cut off and repeated at every outside call that a recorded run made, one fault per rotation; the
 * workflow tries again, and every rule must hold. `CRASH_ALL=1` tries also what is alike, see `worthTrying`.
 */

const folder = mkdtempSync(join(tmpdir(), 'rotation-crash-'));
afterAll(() => (process.env.CRASH_KEEP === '1' ? undefined : rmSync(folder, { recursive: true, force: true })));

let campaign: Campaign;
let recorded: Recorded;
let points: readonly Point[];

beforeAll(async () => {
  campaign = await Campaign.in(folder);
  recorded = await campaign.record();
  points = process.env.CRASH_ALL === '1' ? recorded.points : recorded.points.filter(worthTrying);
  print(`recorded ${recorded.points.length} points, ${points.length} worth trying`);
}, 300_000);

/** Tenants that no fault is left for do no harm; too few would leave points untried. */
const SPARE = 5;

async function tryAll(name: string, wanted: readonly Point[], collects: boolean) {
  const [ofFirst, ofLater] = [wanted.filter(isOfFirst), wanted.filter((each) => !isOfFirst(each))];
  const [first, later] = [new OneEach(ofFirst), new OneEach(ofLater)];
  const count = Math.max(ofFirst.length, ofLater.length) + SPARE;
  const plans = { first, ...(ofLater.length === 0 ? {} : { later }) };
  const { violations, ends, seconds } = await campaign.try(name, count, plans, collects);
  const untried = [...first.left(), ...later.left()];
  print(
    `${name}: ${wanted.length - untried.length} points, ${untried.length} that come once in a cycle untried, ${violations.length} violations, ${JSON.stringify(ends)}, ${seconds} s`,
  );
  return { violations, left: untried.filter(recorded.isRegular).map(nameOf), count, ends };
}

describe('one fault per rotation', () => {
  test('in every function that works for one account', async () => {
    const wanted = points.filter((point) => isOfFirst(point) && !isOfPages(point));
    const { violations, left, count, ends } = await tryAll('steps', wanted, false);
    expect(violations).toEqual([]);
    expect(left).toEqual([]);
    expect(ends).toEqual([{ rotated: count, failed: 0, uncertain: 0 }]);
  }, 900_000);

  test('on every page, and in the second rotation of an account wherever its credential is touched', async () => {
    const touching = new Set(points.filter(({ label }) => label.includes(' secretsmanager:')).map(actorOf));
    const wanted = points.filter((point) => {
      if (isOfFirst(point)) return isOfPages(point);
      return touching.has(actorOf(point)) && !isOfPages(point) && !/ (graph|entra|sts):/.test(point.label);
    });
    const { violations, left, count, ends } = await tryAll('pages', wanted, true);
    expect(violations).toEqual([]);
    expect(left).toEqual([]);
    expect(ends.map(({ rotated }) => rotated)).toEqual([count, count]);
  }, 900_000);
});
