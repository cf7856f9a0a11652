/** What has the same key, in the order in which it came; what has none is left out. */
export function grouped<T>(
  all: readonly T[],
  keyOf: (each: T) => string | undefined,
): readonly (readonly [string, readonly T[]])[] {
  const groups = new Map<string, T[]>();
  for (const each of all) {
    const key = keyOf(each);
    if (key === undefined) continue;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [each]);
    else group.push(each);
  }
  return [...groups];
}
