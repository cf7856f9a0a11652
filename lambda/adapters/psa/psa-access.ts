import type { Psa } from '../../../config/estate.ts';
import type { Now } from '../../ports/clock.ts';
import type { SendCall } from '../outgoing-call.ts';

/** How a PSA is reached. */
export interface PsaAccess<P extends Psa = Psa> {
  /** The address at which it is called, without a slash at the end. */
  readonly endpoint: string;
  /** Gives the text of the PSA's secret; no error repeats any of it. */
  readonly secret: () => Promise<string>;
  readonly psa: P;
  readonly now: Now;
  /** Every request of the adapter goes through it; `call`, but where requests are shown and not sent. */
  readonly send: SendCall;
}
