import type { Psa } from '../../../config/estate.ts';

/** How a PSA is reached. */
export interface PsaAccess<P extends Psa = Psa> {
  /** The address at which it is called, without a slash at the end. */
  readonly endpoint: string;
  /** Gives the text of the PSA's secret; no error repeats any of it. */
  readonly secret: () => Promise<string>;
  readonly psa: P;
}
