import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fingerprintOfKey } from '../../../lambda/domain/audit/signed-note.ts';
import type { Finding } from '../../../lambda/domain/audit/verification/problem.ts';

/** A public key, and who says that it is the product's. */
export interface TrustedKey {
  /** SHA-256, hex, over the key as SubjectPublicKeyInfo (DER). */
  readonly fingerprint: string;
  /** `auditor` gave it. `folder`: it lies beside what it signed, so it proves that all is by one signer, and not by whom. */
  readonly from: 'auditor' | 'folder';
  readonly key: KeyObject;
}

/** @throws {Error} it is no public key */
function keyIn(content: Buffer): KeyObject {
  // KMS gives DER; people keep PEM.
  const isPem = content.subarray(0, 10).toString('latin1').startsWith('-----BEGIN');
  return createPublicKey(isPem ? content : { key: content, format: 'der', type: 'spki' });
}

/** @throws with the file: OpenSSL tells neither which one it is, nor what would be right */
function givenKey(file: string, content: Buffer): KeyObject {
  try {
    return keyIn(content);
  } catch (error) {
    throw new Error(`${file} is no public key: give one in PEM, or in DER as KMS does`, { cause: error });
  }
}

const fingerprintOf = (key: KeyObject) => fingerprintOfKey(key.export({ format: 'der', type: 'spki' }));

/**
 * The keys to verify with: what the auditor gave; if nothing, what lies in the folder.
 *
 * @param given  files, PEM or DER
 * @param inFolder  paths within the folder
 */
export async function trustedKeys(
  given: readonly string[],
  root: string,
  inFolder: readonly string[],
): Promise<{ readonly keys: readonly TrustedKey[]; readonly findings: readonly Finding[] }> {
  const findings: Finding[] = [];
  const keys = new Map<string, TrustedKey>();
  for (const file of given) {
    const key = givenKey(file, await readFile(file));
    keys.set(fingerprintOf(key), { fingerprint: fingerprintOf(key), from: 'auditor', key });
  }
  for (const file of inFolder) {
    try {
      const key = keyIn(await readFile(join(root, file)));
      const fingerprint = fingerprintOf(key);
      const name = basename(file, '.pem');
      if (name !== 'seal-key' && name !== fingerprint) throw new Error('its name is not its fingerprint');
      if (given.length === 0) keys.set(fingerprint, { fingerprint, from: 'folder', key });
    } catch {
      findings.push({ kind: 'key-file', file, what: 'is not the public key that its name says' });
    }
  }
  return { keys: [...keys.values()], findings };
}

/** @param signature  ECDSA over SHA-256, DER */
export const isSignedBy = ({ key }: TrustedKey, text: string, signature: Buffer): boolean =>
  verify('sha256', Buffer.from(text), key, signature);
