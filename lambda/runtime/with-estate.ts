import type { Estate } from '../../config/estate.ts';
import { estateInForce } from '../usecases/estate/estate-in-force.ts';
import { type EstateSource, estateSource, workWith } from './estate-name.ts';

/**
 * Makes a handler that works with the estate in force when it is invoked, or up to a minute before.
 *
 * @param make  makes the handler for an estate: again only when another one has come into force. What does not depend on the estate, such
 *   as clients, is made outside. It gets the hash of the estate too
 * @throws what `estateInForce` throws: no function works without an estate, nor with one that it cannot read in whole
 */
export function withEstate<Input extends readonly unknown[], Result>(
  make: (estate: Estate, hash: string) => (...input: Input) => Promise<Result>,
  source: () => EstateSource = estateSource,
): (...input: Input) => Promise<Result> {
  let inForce: ReturnType<typeof estateInForce> | undefined;
  let made: { readonly hash: string; readonly handle: (...input: Input) => Promise<Result> } | undefined;
  return async (...input) => {
    inForce ??= estateInForce(source());
    const { estate, hash } = await inForce();
    workWith(hash);
    if (made?.hash !== hash) made = { hash, handle: make(estate, hash) };
    return made.handle(...input);
  };
}
