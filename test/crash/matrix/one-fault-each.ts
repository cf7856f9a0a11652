import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Campaign, isOfFirst, print } from '../campaign.ts';
import type { WayOver } from '../crash-estate.ts';
import { nameOf, OneEach, type Point, worthTrying } from '../fault-plan.ts';

/** What came of trying every point that was wanted. */
export interface Outcome {
  /** What broke a rule. */
  readonly violations: readonly string[];
  /** Points that no rotation has met, by name. */
  readonly untried: readonly string[];
  /** Rotations that did not end as rotated, in all runs. */
  readonly notRotated: number;
}

/** Tenants that no fault is left for do no harm; too few would leave points untried. */
const SPARE = 5;

/** Ends only what hangs: on a machine with much else to do, minutes become an hour. */
export const LIMIT_MS = 4 * 3_600_000;

/** Points that one run tries: more take more memory, fewer more starts. */
const AT_ONCE = 50;

/**
 * Tries every point that is wanted, one fault per rotation: first with all tenants in one cycle, as on schedule. There, some calls
 * are made by one tenant alone, such as the first to ask a technician or the last to end, so that their points find no rotation, or
 * not each its own; which ones depends on who comes first. All that are left are tried with a cycle for each tenant, in which it is
 * the first and the last. Rounds go on as long as they try something new.
 *
 * @param collects  whether the technician collects what is handed out
 */
export async function oneFaultEach(campaign: Campaign, wanted: readonly Point[], collects: boolean): Promise<Outcome> {
  const violations: string[] = [];
  let notRotated = 0;
  const tryOn = async (name: string, points: readonly Point[], cycles: 'shared' | 'own'): Promise<readonly Point[]> => {
    const [ofFirst, ofLater] = [points.filter(isOfFirst), points.filter((each) => !isOfFirst(each))];
    const [first, later] = [new OneEach(ofFirst), new OneEach(ofLater)];
    const count = Math.max(ofFirst.length, ofLater.length) + SPARE;
    const plans = { first, ...(ofLater.length === 0 ? {} : { later }) };
    const done = await campaign.try(name, count, { plans, collects, cycles });
    const left = [...first.left(), ...later.left()];
    violations.push(...done.violations);
    for (const { rotated } of done.ends) notRotated += count - rotated;
    print(
      `${name}: ${points.length - left.length} of ${points.length} points tried, ${done.violations.length} violations, ${JSON.stringify(done.ends)}, ${done.seconds} s`,
    );
    return left;
  };
  let left: readonly Point[] = [];
  for (const [i, part] of partsOf(wanted).entries())
    left = [...left, ...(await tryOn(`shared-${i + 1}`, part, 'shared'))];
  for (let [round, before] = [1, wanted.length]; left.length > 0 && left.length < before; round++) {
    before = left.length;
    left = await tryOn(`own-${round}`, left, 'own');
  }
  return { violations, untried: left.map(nameOf), notRotated };
}

const partsOf = (points: readonly Point[]): readonly (readonly Point[])[] =>
  Array.from({ length: Math.ceil(points.length / AT_ONCE) }, (_, i) => points.slice(i * AT_ONCE, (i + 1) * AT_ONCE));

/**
 * Runs with a folder of its own, which goes afterwards; `CRASH_KEEP=1` keeps it.
 *
 * @param work  is given all points worth trying, of those whose names fit the regular expression `CRASH_ONLY`
 */
export async function inCampaign(
  work: (campaign: Campaign, points: readonly Point[]) => Promise<Outcome>,
  way: WayOver = 'link',
): Promise<Outcome> {
  const folder = mkdtempSync(join(tmpdir(), 'rotation-crash-'));
  try {
    const campaign = await Campaign.in(folder, way);
    const recorded = await campaign.record();
    const only = new RegExp(process.env.CRASH_ONLY ?? '');
    const points = recorded
      .filter((each) => process.env.CRASH_ALL === '1' || worthTrying(each))
      .filter((each) => only.test(nameOf(each)));
    print(`recorded ${recorded.length} points, ${points.length} worth trying`);
    return await work(campaign, points);
  } finally {
    if (process.env.CRASH_KEEP !== '1') rmSync(folder, { recursive: true, force: true });
  }
}
