import { canonicalJson, sha256 } from '../lambda/domain/audit/audit-chain.ts';
import type { Estate } from './estate.ts';

/** An estate as it is published: the same bytes for what says the same, and their SHA-256 in hex, by which records name it. */
export function canonicalEstate(estate: Estate): { readonly text: string; readonly hash: string } {
  const text = canonicalJson(estate);
  return { text, hash: sha256(text) };
}
