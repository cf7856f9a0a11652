import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { canonicalJson, NO_RECORD_BEFORE, sha256 } from '../../lambda/domain/audit/audit-chain.ts';
import { type StoredSeal, storedSealSchema } from '../../lambda/domain/audit/seal.ts';

export interface SealsRead {
  /** In the order in which they were made. */
  readonly seals: readonly StoredSeal[];
  readonly problems: readonly string[];
}

/** Accepts PEM, and the DER that `aws kms get-public-key` gives. */
export async function readPublicKey(file: string): Promise<KeyObject> {
  const content = await readFile(file);
  const isPem = content.subarray(0, 10).toString('latin1').startsWith('-----BEGIN');
  return createPublicKey(isPem ? content : { key: content, format: 'der', type: 'spki' });
}

/** Reads all seals of a folder and checks each by itself, and their order. */
export async function readSeals(folder: string, publicKey: KeyObject): Promise<SealsRead> {
  const seals: StoredSeal[] = [];
  const problems: string[] = [];
  const names = await readdir(folder).catch(() => []); // none were ever stored
  for (const name of names.filter((each) => each.endsWith('.json')).sort()) {
    const read = parse(await readFile(join(folder, name), 'utf8'));
    if (read === undefined) {
      problems.push(`${name} is not a seal`);
      continue;
    }
    seals.push(read);
    problems.push(...problemsOf(read, basename(name, '.json'), publicKey));
  }
  const ordered = inOrder(seals);
  return { seals: ordered.seals, problems: [...problems, ...ordered.problems] };
}

function parse(text: string): StoredSeal | undefined {
  try {
    return storedSealSchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

function problemsOf({ seal: sealed, hash, signature }: StoredSeal, fileName: string, publicKey: KeyObject): string[] {
  const text = canonicalJson(sealed);
  const name = `the seal of ${fileName}`;
  return [
    ...(sealed.cycleId === fileName ? [] : [`${name} says that it is of ${sealed.cycleId}`]),
    ...(sha256(text) === hash ? [] : [`${name} was changed: its hash does not fit its content`]),
    ...(verify('sha256', Buffer.from(text), publicKey, Buffer.from(signature, 'base64'))
      ? []
      : [`${name} is not signed by this key`]),
  ];
}

/** Each seal names the one before it, so that a seal that is missing shows. */
function inOrder(seals: readonly StoredSeal[]): SealsRead {
  const problems: string[] = [];
  const next = new Map<string, StoredSeal>();
  for (const each of seals) {
    const other = next.get(each.seal.previousSeal);
    if (other === undefined) next.set(each.seal.previousSeal, each);
    else problems.push(`the seals of ${other.seal.cycleId} and ${each.seal.cycleId} both follow the same seal`);
  }
  const ordered: StoredSeal[] = [];
  for (let each = next.get(NO_RECORD_BEFORE); each !== undefined; each = next.get(each.hash)) {
    ordered.push(each);
    next.delete(each.seal.previousSeal); // a circle would otherwise be walked for ever
  }
  const strays = [...next.values()];
  problems.push(...strays.map((each) => `the seal before that of ${each.seal.cycleId} is missing`));
  return { seals: [...ordered, ...strays], problems };
}
