/** Parts of names shorter than this are not looked for: Entra ignores them too. */
const SHORTEST_NAME_PART = 4;

/** What Entra reads as a letter before it compares with names and banned terms. */
const READ_AS: readonly (readonly [character: string, letter: string])[] = [
  ['0', 'o'],
  ['1', 'l'],
  ['$', 's'],
  ['@', 'a'],
];

/**
 * Whether a password holds a part of a name, as written or as Entra's banned-password check reads it. Parts are what stands
 * between spaces and punctuation, four characters at least; case and accents do not count.
 *
 * @param names  such as UPNs and display names
 * @see https://learn.microsoft.com/entra/identity/authentication/concept-password-ban-bad
 */
export function nameFinder(names: readonly string[]): (password: string) => boolean {
  const parts = new Set(names.flatMap((each) => [...partsOf(plain(each)), ...partsOf(asEntraReads(plain(each)))]));
  const readings = [...parts].map((part) => ({ part, read: asEntraReads(part) }));
  return (password) => {
    const lower = password.toLowerCase();
    const read = asEntraReads(lower);
    return readings.some(({ part, read: partRead }) => lower.includes(part) || read.includes(partRead));
  };
}

/** Lower case, without accents: a password has none, and `muller` in it stands for `Müller`. */
const plain = (name: string) => name.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();

const asEntraReads = (text: string) =>
  READ_AS.reduce((sofar, [character, letter]) => sofar.replaceAll(character, letter), text);

const partsOf = (name: string) => name.split(/[^\p{L}\p{N}]/u).filter((each) => each.length >= SHORTEST_NAME_PART);
