import { expect, test } from '@jest/globals';
import { actorOf, isOfFirst, isOfPages } from '../campaign.ts';
import { inCampaign, LIMIT_MS, oneFaultEach } from './one-fault-each.ts';

/** As for the steps of a rotation, with the pages that people use, and where a credential is touched that has versions already. */
test(
  'one fault at each call of every page, and in the second rotation of an account wherever its credential is touched',
  async () => {
    const outcome = await inCampaign((campaign, points) => {
      const touching = new Set(points.filter(({ label }) => label.includes(' secretsmanager:')).map(actorOf));
      const wanted = points.filter((point) => {
        if (isOfFirst(point)) return isOfPages(point);
        return touching.has(actorOf(point)) && !isOfPages(point) && !/ (graph|entra|sts):/.test(point.label);
      });
      return oneFaultEach(campaign, wanted, true);
    });
    expect(outcome).toEqual({ violations: [], untried: [], notRotated: 0 });
  },
  LIMIT_MS,
);
