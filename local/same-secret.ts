import { createHash, timingSafeEqual } from 'node:crypto';

/** Compares hashes, which have one length, in the same time wherever the texts differ. */
export function isSameSecret(given: string, secret: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(secret));
}
