/**
 * Bytes as the text that somebody wrote: UTF-8, or UTF-16 where a byte order mark says so. Editors and shells of Windows write such
 * marks; the mark is no part of the text. What is no valid text becomes U+FFFD.
 */
export function decoded(bytes: Uint8Array): string {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  return new TextDecoder().decode(bytes);
}
