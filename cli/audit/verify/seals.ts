import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { canonicalJson, NO_RECORD_BEFORE, sha256 } from '../../../lambda/domain/audit/audit-chain.ts';
import { type StoredSeal, storedSealSchema } from '../../../lambda/domain/audit/seal.ts';
import type { Finding, ProblemKind } from '../../../lambda/domain/audit/verification/problem.ts';
import { isSignedBy, type TrustedKey } from './keys.ts';
import { parseStrictly } from './strict-json.ts';

/**
 * Seals are what earlier versions made when a cycle closed, over the ends of the chains that it touched. Nothing writes them any more;
 * they stay verifiable for ever.
 */

type SealProblem = Extract<ProblemKind, 'seal-unreadable' | 'seal-unsigned' | 'seal-missing' | 'seal-order'>;

export interface SealsRead {
  /** Genuine ones, in the order in which they were made. */
  readonly seals: readonly StoredSeal[];
  readonly findings: readonly Finding<SealProblem>[];
}

/** Reads all seals and checks each by itself, and their order. */
export async function readSeals(
  root: string,
  files: readonly string[],
  keys: readonly TrustedKey[],
): Promise<SealsRead> {
  const seals: StoredSeal[] = [];
  const findings: Finding<SealProblem>[] = [];
  for (const file of files) {
    const read = parsed(await readFile(join(root, file), 'utf8'));
    const found = read === undefined ? unreadable(file, 'is no seal') : problemOf(read, file, keys);
    if (found !== undefined) findings.push(found);
    if (read !== undefined) seals.push(read);
  }
  const ordered = inOrder(seals);
  return { seals: ordered.seals, findings: [...findings, ...ordered.findings] };
}

function parsed(text: string): StoredSeal | undefined {
  try {
    return storedSealSchema.parse(parseStrictly(text, 'white space'));
  } catch {
    return undefined;
  }
}

const unreadable = (file: string, what: string): Finding<SealProblem> => ({ kind: 'seal-unreadable', file, what });

function problemOf(
  { seal, hash, signature }: StoredSeal,
  file: string,
  keys: readonly TrustedKey[],
): Finding<SealProblem> | undefined {
  const text = canonicalJson(seal);
  const { cycleId } = seal;
  if (basename(file, '.json') !== cycleId) return unreadable(file, `says that it is the seal of ${cycleId}`);
  if (sha256(text) !== hash) {
    return { kind: 'seal-unsigned', file, cycleId, what: 'was changed: its hash does not fit its content' };
  }
  if (keys.some((key) => isSignedBy(key, text, Buffer.from(signature, 'base64')))) return undefined;
  return { kind: 'seal-unsigned', file, cycleId, what: 'is not signed by a key that was given' };
}

/** Each seal names the one before it, so that a seal that is missing shows. */
function inOrder(seals: readonly StoredSeal[]): SealsRead {
  const findings: Finding<SealProblem>[] = [];
  const next = new Map<string, StoredSeal>();
  for (const each of seals) {
    const other = next.get(each.seal.previousSeal);
    if (other === undefined) next.set(each.seal.previousSeal, each);
    else {
      const what = `follows the same seal as that of ${other.seal.cycleId}`;
      findings.push({ kind: 'seal-order', cycleId: each.seal.cycleId, what });
    }
  }
  const ordered: StoredSeal[] = [];
  for (let each = next.get(NO_RECORD_BEFORE); each !== undefined; each = next.get(each.hash)) {
    ordered.push(each);
    next.delete(each.seal.previousSeal); // a circle would otherwise be walked for ever
  }
  const strays = [...next.values()];
  for (const { seal } of strays) {
    findings.push({ kind: 'seal-missing', cycleId: seal.cycleId, what: 'has no seal before it: one is missing' });
  }
  return { seals: [...ordered, ...strays], findings };
}
