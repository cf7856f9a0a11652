/** One entry of a listing: a key, or all keys that have the same beginning up to a delimiter. */
export interface Listed {
  readonly name: string;
  readonly isFolder: boolean;
}

/** @param keys  sorted as S3 does */
export function listed(
  keys: readonly string[],
  { prefix, delimiter }: { readonly prefix: string; readonly delimiter: string | undefined },
): readonly Listed[] {
  const entries: Listed[] = [];
  for (const key of keys) {
    if (!key.startsWith(prefix)) continue;
    const end = delimiter === undefined ? -1 : key.indexOf(delimiter, prefix.length);
    const name = end === -1 ? key : key.slice(0, end + (delimiter?.length ?? 0));
    if (entries.at(-1)?.name !== name) entries.push({ name, isFolder: end !== -1 });
  }
  return entries;
}
