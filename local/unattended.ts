import type { RunningProduct } from './running-product.ts';
import { technician } from './technician.ts';

/** Between two looks into the mail, in real milliseconds: technicians are no part of the sped-up clock. */
const LOOK_EVERY_MS = 250;

/** Lets every technician of the estate decide whatever is asked, and collect whatever is handed out, until `ended`. */
export async function workUnattended(
  { cloud, inbox, estate }: RunningProduct,
  decision: 'approve' | 'reject',
  ended: () => boolean,
): Promise<void> {
  const technicians = estate.technicians.map((person) =>
    technician({ portal: cloud.addresses.portal, inboxApi: `${inbox.origin}/api/messages`, person }),
  );
  for (let last = false; ; ) {
    for (const each of technicians) {
      await each.decideAll(decision);
      await each.collectAll();
    }
    if (last) return;
    last = ended(); // one more round for what arrived with the end
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}
