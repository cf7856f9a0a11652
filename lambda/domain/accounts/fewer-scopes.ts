/** So many scopes of one role, held in one way, are kept one by one. */
const MOST_SCOPES = 10;

interface Scoped {
  readonly scope: string;
}

/**
 * Whoever holds one role for thousands of units has it once for each: more than a row can hold, or a person read. The first scopes stay;
 * that of the whole tenant always does, since rules look for it. No rule asks in which unit a role holds.
 *
 * @param alike  what is the same of entries that differ in their scope alone
 * @returns those that stay, each with how many further ones were left out after it
 */
export function fewerScopes<T extends Scoped>(
  entries: readonly T[],
  alike: (entry: T) => string,
): readonly { readonly entry: T; readonly further: number }[] {
  const seen = new Map<string, number>();
  for (const entry of entries) if (entry.scope !== '/') seen.set(alike(entry), (seen.get(alike(entry)) ?? 0) + 1);
  const kept = new Map<string, number>();
  return entries.flatMap((entry) => {
    if (entry.scope === '/') return [{ entry, further: 0 }];
    const key = alike(entry);
    const nth = (kept.get(key) ?? 0) + 1;
    kept.set(key, nth);
    if (nth > MOST_SCOPES) return [];
    return [{ entry, further: nth === MOST_SCOPES ? (seen.get(key) ?? nth) - nth : 0 }];
  });
}
