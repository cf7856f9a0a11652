import { oneLine } from '../../domain/text/printable.ts';
import { VaultRefused } from '../../ports/vault.ts';

const LONGEST_NAME = 120;

/** A name as it stands in an error. */
export const quoted = (name: string): string => `"${oneLine(name, LONGEST_NAME)}"`;

/**
 * The one of those that a vault found. A list that was read in pages may hold one thing twice.
 *
 * @param sought  names it in errors: `record "svc-backup" in organization 12`
 * @throws {VaultRefused} there is none, or there are several
 */
export function theOne<T extends { readonly id: string | number }>(
  vault: string,
  found: readonly T[],
  sought: string,
): T {
  const [one, ...others] = new Map(found.map((each) => [each.id, each])).values();
  if (one === undefined) throw new VaultRefused('record-not-found', `${vault} has no ${sought}`);
  if (others.length > 0) {
    throw new VaultRefused('record-ambiguous', `${vault} has ${others.length + 1} of ${sought}`);
  }
  return one;
}

/** Ids of IT Glue and Hudu are numbers; anything else would be part of another address. */
export function numberedId(vault: string, id: string, what: string): string {
  if (!/^[1-9]\d{0,17}$/.test(id)) {
    throw new VaultRefused('record-not-found', `${vault} has no ${what} ${quoted(id)}: its ids are numbers`);
  }
  return id;
}
