import { createHash, createPublicKey, verify } from 'node:crypto';

/**
 * Signed notes, as C2SP describes them (c2sp.org/signed-note): a text that ends with a line feed, an empty line, and signature lines. An
 * ECDSA signature is over SHA-256 of the text, in DER; its key is named by the first four bytes of SHA-256 over the public key's
 * SubjectPublicKeyInfo, as Sigstore's Rekor does it.
 */

export interface NoteSignature {
  /** Name of the key: of our notes, their origin. */
  readonly name: string;
  /** Four bytes, hex. */
  readonly keyHash: string;
  /** Of ECDSA: DER. */
  readonly signature: Buffer;
}

export interface SignedNote {
  /** What is signed; it ends with a line feed. */
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

const DASH = '\u2014 ';
const KEY_HASH_BYTES = 4;

/** SHA-256, hex, over a public key as SubjectPublicKeyInfo (DER). Names the key wherever people compare it. */
export const fingerprintOfKey = (spki: Uint8Array): string => createHash('sha256').update(spki).digest('hex');

/** As signature lines name a key: the first four bytes of its fingerprint, hex. */
export const keyHashOf = (spki: Uint8Array): string => fingerprintOfKey(spki).slice(0, KEY_HASH_BYTES * 2);

export function noteOf({ text, signatures }: SignedNote): string {
  const lines = signatures.map(({ name, keyHash, signature }) => {
    const bytes = Buffer.concat([Buffer.from(keyHash, 'hex'), signature]);
    return `${DASH}${name} ${bytes.toString('base64')}\n`;
  });
  return `${text}\n${lines.join('')}`;
}

/** @returns `undefined`: it is not a signed note, to the byte */
export function readNote(note: string): SignedNote | undefined {
  const end = note.lastIndexOf('\n\n');
  if (end === -1 || !note.endsWith('\n')) return undefined;
  const text = note.slice(0, end + 1);
  const signatures: NoteSignature[] = [];
  for (const line of note.slice(end + 2, -1).split('\n')) {
    const [, name, encoded] = /^\u2014 ([^\s+]+) ([A-Za-z0-9+/]+={0,2})$/.exec(line) ?? [];
    const bytes = Buffer.from(encoded ?? '', 'base64');
    if (name === undefined || bytes.toString('base64') !== encoded || bytes.length <= KEY_HASH_BYTES) return undefined;
    signatures.push({
      name,
      keyHash: bytes.subarray(0, KEY_HASH_BYTES).toString('hex'),
      signature: bytes.subarray(KEY_HASH_BYTES),
    });
  }
  return { text, signatures };
}

/** Whether a note has a signature in this name by this key: ECDSA over SHA-256 of the text. */
export function isSignedBy({ text, signatures }: SignedNote, name: string, spki: Uint8Array): boolean {
  const key = createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' });
  const hash = keyHashOf(spki);
  return signatures.some(
    (each) => each.name === name && each.keyHash === hash && verify('sha256', Buffer.from(text), key, each.signature),
  );
}
