import type { PsaSystem } from '../../../contract/psa.ts';
import type { TicketSystem } from '../../ports/messages.ts';
import { connectWise } from './connectwise.ts';

/**
 * How each PSA is reached.
 *
 * `secret` gives the text of the PSA's secret; no error repeats any of it. `board` is a service board by name; the company's default if
 * left out.
 */
export const ticketSystems: Readonly<
  Record<PsaSystem, (secret: () => Promise<string>, board: string | undefined) => TicketSystem>
> = {
  connectwise: connectWise,
};
