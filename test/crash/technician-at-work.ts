import { unsentMessages } from '../../local/cycle-run.ts';
import type { RunningProduct } from '../../local/running-product.ts';
import { technician } from '../../local/technician.ts';
import { TECHNICIAN } from './crash-estate.ts';

const NOTHING = { done: 0, open: 0 };
const TRY_AGAIN = { done: 0, open: 1 };

export interface Work {
  /** Whether passwords are collected too. */
  readonly collects: boolean;
  /** Whether each link is followed with a sign-in of its own. */
  readonly signsInAnew?: boolean;
}

/**
 * The technician approves whatever is asked and collects whatever is handed out, until the end has come, every message was sent, and
 * every mail is dealt with.
 *
 * @throws what `end` throws
 */
export async function workUntil(
  product: RunningProduct,
  end: Promise<unknown>,
  { collects, signsInAnew = false }: Work,
): Promise<void> {
  const { cloud, inbox } = product;
  let ended = false;
  const noted = end.finally(() => {
    ended = true;
  });
  noted.catch(() => undefined); // thrown below
  const ada = technician({
    portal: cloud.addresses.portal,
    inboxApi: `${inbox.origin}/api/messages`,
    person: TECHNICIAN,
    signsInAnew,
  });
  for (let done = false; !done; ) {
    // Looked at first: what arrives meanwhile is for the next round.
    const isLast = ended && (await unsentMessages(product)) === 0;
    const decided = await ada.decideAll('approve').catch(() => TRY_AGAIN);
    const collected = collects ? await ada.collectAll().catch(() => TRY_AGAIN) : NOTHING;
    done = isLast && decided.open + collected.open + decided.done + collected.done === 0;
    if (!done) await pause();
  }
  await noted;
}

/** Waits until no message waits to be sent, however long that takes. */
export async function untilSent(product: RunningProduct): Promise<void> {
  while ((await unsentMessages(product)) > 0) await pause();
}

const pause = () => new Promise((resolve) => setTimeout(resolve, 100));
