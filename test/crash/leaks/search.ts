import { spellingsOf } from './spellings.ts';

/** Looks for any of many secrets, in every spelling, in one pass. @returns the secrets that are in it */
export type Search = (content: Buffer) => ReadonlySet<string>;

interface Needle {
  readonly secret: string;
  readonly bytes: Buffer;
}

/** How many bytes at the start of a spelling are looked up at once. */
const START = 6;

/** @throws {Error} for a secret that is so short that it may occur by chance */
export function searchFor(secrets: Iterable<string>): Search {
  const needles = new Map<number, Needle[]>();
  // Which three bytes may be the start of a spelling: few places of a file pass this test, which costs next to nothing.
  const starts = new Uint8Array(1 << 24);
  for (const secret of secrets) {
    if (secret.length < 12) throw new Error(`a secret of ${secret.length} characters is too short to look for`);
    for (const bytes of spellingsOf(secret)) {
      starts[bytes.readUIntBE(0, 3)] = 1;
      const start = bytes.readUIntBE(0, START);
      needles.set(start, [...(needles.get(start) ?? []), { secret, bytes }]);
    }
  }
  return (content) => {
    const found = new Set<string>();
    let three = 0;
    for (let i = 0; i < content.length; i++) {
      three = ((three << 8) | (content[i] ?? 0)) & 0xffffff;
      const from = i - 2;
      if (starts[three] !== 1 || from < 0 || from + START > content.length) continue;
      for (const { secret, bytes } of needles.get(content.readUIntBE(from, START)) ?? []) {
        if (content.subarray(from, from + bytes.length).equals(bytes)) found.add(secret);
      }
    }
    return found;
  };
}
