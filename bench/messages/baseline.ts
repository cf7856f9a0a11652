import { type Size, techniciansFor } from './big-cycle.ts';

/** Asked, reset, in the vault. */
const EVENTS = 3;
/** ConnectWise takes so many. */
const PSA_REQUESTS_A_MINUTE = 60;

/**
 * What is sent where each account and event is a mail, a card and a note of its own. Added up, not run: nothing fails, nothing is looked for
 * before it is added, and the PSA takes a request a second from the first moment on.
 */
export function baselineOf(size: Size) {
  const { tenants, accounts } = size;
  const sent = tenants * accounts * EVENTS;
  const psaRequests = tenants + sent + tenants;
  return {
    mails: sent,
    cards: sent,
    mean: sent / techniciansFor(size),
    opened: tenants,
    noted: sent,
    closed: tenants,
    records: tenants * accounts,
    psaRequests,
    minutes: psaRequests / PSA_REQUESTS_A_MINUTE,
  };
}
