import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { actorOf, Campaign, isOfFirst, print } from '../campaign.ts';
import { Recording } from '../fault-plan.ts';
import { inCampaign, LIMIT_MS, oneFaultEach } from './one-fault-each.ts';

/** An estate whose passwords go into a vault alone: nobody collects any. */

test(
  'one fault at each call of the functions that hand a password over to the vault',
  async () => {
    const outcome = await inCampaign((campaign, points) => {
      const wanted = points.filter(
        (point) => isOfFirst(point) && ['delivercredential', 'writevault'].includes(actorOf(point)),
      );
      return oneFaultEach(campaign, wanted, false);
    }, 'vault');
    expect(outcome).toEqual({ violations: [], untried: [], notRotated: 0 });
  },
  LIMIT_MS,
);

const FAULTS = [
  { kind: 'down' },
  { kind: 'lost' },
  { kind: 'broken' },
  { kind: 'throttled', retryAfterSeconds: 1 },
] as const;

test(
  'a vault that is down, loses answers, is broken and throttles, at nearly every second request',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'rotation-vault-'));
    const met = new Map<string, number>();
    try {
      const campaign = await Campaign.in(folder, 'vault');
      const done = await campaign.try('faults', 30, {
        plans: { first: Object.assign(new Recording(), { met: new Map<string, never>() }) },
        collects: false,
        cycles: 'shared',
        vaultFaults: ({ nth, method }) => {
          const fault = nth > 200 || nth % 9 > 3 ? undefined : FAULTS[nth % 4];
          if (fault !== undefined) met.set(`${fault.kind} ${method}`, (met.get(`${fault.kind} ${method}`) ?? 0) + 1);
          return fault;
        },
      });
      print(`vault: ${JSON.stringify(Object.fromEntries(met))}, ${JSON.stringify(done)}`);
      expect(done.violations).toEqual([]);
      expect(done.ends).toMatchObject([{ rotated: 30, failed: 0, uncertain: 0 }]);
      expect(new Set([...met.keys()].map((each) => each.split(' ')[0])).size).toBe(4);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
  LIMIT_MS,
);
