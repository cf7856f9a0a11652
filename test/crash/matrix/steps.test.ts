import { expect, test } from '@jest/globals';
import { isOfFirst, isOfPages } from '../campaign.ts';
import { inCampaign, LIMIT_MS, oneFaultEach } from './one-fault-each.ts';

/**
 * A whole rotation is stopped, cut off and repeated at every outside call that a recorded run made, one fault per rotation; the
 * workflow tries again, and every rule must hold. `CRASH_ALL=1` tries also what is alike, see `worthTrying`.
 */
test(
  'one fault at each call of every function that works for one account',
  async () => {
    const outcome = await inCampaign((campaign, points) => {
      const wanted = points.filter((point) => isOfFirst(point) && !isOfPages(point));
      return oneFaultEach(campaign, wanted, false);
    });
    expect(outcome).toEqual({ violations: [], untried: [], notRotated: 0 });
  },
  LIMIT_MS,
);
