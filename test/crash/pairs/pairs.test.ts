import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { Campaign, isOfFirst, isOfPages, print } from '../campaign.ts';
import { OnePairEach, pairsOf, partOf } from '../fault-pairs.ts';
import { worthTrying } from '../fault-plan.ts';

/**
 * Two faults in one rotation, in every pair of points that can both happen. That takes hours: `CRASH_PART=3/100` tries the third of
 * a hundred parts, each of which has some of everything. Whatever goes wrong twice, no rule may break; how many rotations end as
 * failed or uncertain is told.
 */

const folder = mkdtempSync(join(tmpdir(), 'rotation-pairs-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Rotations in one cycle: more take more memory, fewer more cycles. */
const AT_ONCE = 50;

function partWanted(): { readonly part: number; readonly of: number } {
  const [, part, of] = /^(\d+)\/(\d+)$/.exec(process.env.CRASH_PART ?? '1/1') ?? [];
  const wanted = { part: Number(part), of: Number(of) };
  if (!(wanted.part >= 1 && wanted.part <= wanted.of)) throw new Error('CRASH_PART is such as 3/100');
  return wanted;
}

test('two faults per rotation', async () => {
  const wanted = partWanted();
  const campaign = await Campaign.in(folder);
  const points = await campaign.record();
  const steps = points.filter((point) => isOfFirst(point) && !isOfPages(point) && worthTrying(point));
  const all = pairsOf(steps);
  const pairs = partOf(all, wanted);
  print(`${steps.length} points, ${all.length} pairs; part ${wanted.part} of ${wanted.of}: ${pairs.length}`);
  const violations: string[] = [];
  const sums = { rotated: 0, failed: 0, uncertain: 0 };
  let [tried, complete, seconds] = [0, 0, 0];
  for (let from = 0; from < pairs.length; from += AT_ONCE) {
    const chunk = pairs.slice(from, from + AT_ONCE);
    const plan = new OnePairEach(chunk);
    const name = `chunk-${from / AT_ONCE + 1}`;
    const done = await campaign.try(name, chunk.length, {
      plans: { first: plan },
      collects: false,
      cycles: 'shared',
    });
    rmSync(join(folder, name), { recursive: true, force: true });
    violations.push(...done.violations);
    tried += chunk.length;
    complete += plan.complete;
    seconds += done.seconds;
    for (const { rotated, failed, uncertain } of done.ends) {
      sums.rotated += rotated;
      sums.failed += failed;
      sums.uncertain += uncertain;
    }
    print(
      `pairs: ${tried} of ${pairs.length} tried, in ${complete} both faults happened, ${violations.length} violations, ${JSON.stringify(sums)}, ${seconds} s`,
    );
  }
  expect(violations).toEqual([]);
}, 86_400_000);
