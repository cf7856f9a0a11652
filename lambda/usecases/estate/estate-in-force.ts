import { type Estate, estateSchema } from '../../../config/estate.ts';
import { sha256 } from '../../domain/audit/audit-chain.ts';
import { parsedJson } from '../../domain/text/parsed-json.ts';
import type { PublishedEstates } from '../../ports/estates.ts';

/**
 * The estate in force cannot be used: nothing of it is. While a release is rolled back, its estate is in force until all functions have the
 * code of the release before, which may not know a setting of it.
 */
export class UnreadableEstate extends Error {
  override readonly name = 'UnreadableEstate';
}

export interface EstateAndHash {
  readonly estate: Estate;
  /** SHA-256, hex, over its canonical JSON. */
  readonly hash: string;
}

/**
 * Tells the estate in force. Its content is read only when its name has changed; calls at the same time share one read.
 *
 * @param name  tells its hash
 * @returns a function, which throws {UnreadableEstate}, or what `name` and the table throw
 */
export function estateInForce({
  name,
  published,
}: {
  readonly name: () => Promise<string>;
  readonly published: PublishedEstates;
}): () => Promise<EstateAndHash> {
  let last: { readonly hash: string; readonly read: Promise<EstateAndHash> } | undefined;
  return async () => {
    const hash = await name();
    if (last?.hash !== hash) {
      const reading = { hash, read: contentOf(published, hash) };
      last = reading;
      reading.read.catch(() => {
        if (last === reading) last = undefined;
      });
    }
    return last.read;
  };
}

async function contentOf(published: PublishedEstates, hash: string): Promise<EstateAndHash> {
  const unreadable = (why: string, cause?: unknown) =>
    new UnreadableEstate(`the estate ${hash} ${why}. Deploy the estate once more, with the version of this code`, {
      cause,
    });
  const text = await published.text(hash);
  if (text === undefined) throw unreadable('is in force and is not there');
  if (sha256(text) !== hash) throw unreadable('is not what was published: its content has another hash');
  const parsed = estateSchema.safeParse(parsedJson(text));
  if (parsed.success) return { estate: parsed.data, hash };
  // Names of fields alone: logs need not hold what an estate says.
  const fields = parsed.error.issues.map(({ path, code }) => `${path.join('.') || 'the whole'} (${code})`);
  throw unreadable(`does not fit the schema of this code: ${fields.slice(0, 10).join(', ')}`);
}
