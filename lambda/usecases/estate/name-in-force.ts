import type { Now } from '../../ports/clock.ts';
import type { PublishedEstates } from '../../ports/estates.ts';

/**
 * How long a function may go on with what it read, in milliseconds. A technician who was removed from the estate loses all rights within
 * this time after the deployment.
 */
export const ESTATE_CACHE_MS = 60_000;

/** No estate is in force: it was never published, or somebody removed it. */
export class NoEstate extends Error {
  override readonly name = 'NoEstate';
}

/**
 * Tells the hash of the estate in force, and reads it once a minute. Calls at the same time share one read.
 *
 * When the read fails, so does the call: what was read before is over, since somebody may have lost rights since. The next call reads again.
 *
 * @returns a function, which throws {NoEstate}, or what the table answers
 */
export function nameInForce({
  published,
  now,
}: {
  readonly published: PublishedEstates;
  readonly now: Now;
}): () => Promise<string> {
  let last: { readonly since: number; readonly name: Promise<string> } | undefined;
  return () => {
    // Of the beginning of a read: what was put in force while it was under way may not be in its answer.
    const since = now().getTime();
    if (last === undefined || since - last.since >= ESTATE_CACHE_MS || since < last.since) {
      const reading = { since, name: read(published) };
      last = reading;
      reading.name.catch(() => {
        if (last === reading) last = undefined;
      });
    }
    return last.name;
  };
}

async function read(published: PublishedEstates): Promise<string> {
  const name = await published.current();
  if (name === undefined) {
    throw new NoEstate('no estate is in force: deploy the stack once more, which publishes it');
  }
  return name;
}
