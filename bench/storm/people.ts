import type { RunningProduct } from '../../local/running-product.ts';
import { technician } from '../../local/technician.ts';

/** Between two looks into the mail, in real milliseconds. */
const LOOK_EVERY_MS = 3_000;
/** So many looks without anything to do, after the end, are enough. */
const QUIET_LOOKS = 3;
const TRY_AGAIN = { done: 0, open: 1 };

/** Every technician approves all and collects all, each at their own pace, until nothing is left after `ended`. */
export async function everybodyWorks(
  { cloud, inbox, estate }: RunningProduct,
  ended: () => boolean,
): Promise<{ readonly collected: number }> {
  const collected = await Promise.all(
    estate.technicians.map(async (person) => {
      const { portal } = cloud.addresses;
      const own = technician({ portal, inboxApi: `${inbox.origin}/api/messages`, person });
      let sum = 0;
      for (let quiet = 0; quiet < QUIET_LOOKS; ) {
        const decided = await own.decideAll('approve').catch(() => TRY_AGAIN);
        const shown = await own.collectAll().catch(() => TRY_AGAIN);
        sum += shown.done;
        const isIdle = decided.open + decided.done + shown.open + shown.done === 0;
        quiet = ended() && isIdle ? quiet + 1 : 0;
        await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
      }
      return sum;
    }),
  );
  return { collected: collected.reduce((sum, each) => sum + each, 0) };
}
