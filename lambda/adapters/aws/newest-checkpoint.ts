import { createPublicKey, verify } from 'node:crypto';
import { hashOfCheckpoint, readCheckpoint } from '../../domain/audit/checkpoint.ts';
import { fingerprintOfKey, readNote } from '../../domain/audit/signed-note.ts';
import type { CheckpointStore } from '../../ports/checkpoints.ts';
import type { NewestCheckpoint } from '../../ports/evidence.ts';

/** Reads the newest checkpoint of the audit bucket, and finds the key beside it that signed it. */
export const newestCheckpoint = (store: Pick<CheckpointStore, 'newest' | 'note' | 'publicKeys'>): NewestCheckpoint => ({
  async newestCheckpoint() {
    const number = await store.newest();
    if (number === 0) return 'none';
    const note = readNote(await store.note(number));
    const checkpoint = note === undefined ? undefined : readCheckpoint(note.text);
    if (note === undefined || checkpoint === undefined) return 'unreadable';
    const shown = { checkpoint, hash: hashOfCheckpoint(checkpoint) };
    for (const { keyHash, signature } of note.signatures) {
      const keys = await store.publicKeys(keyHash).catch(() => []);
      const signer = keys.find((spki) => hasSigned(spki, note.text, signature));
      if (signer !== undefined) return { ...shown, keyFingerprint: fingerprintOfKey(signer) };
    }
    return shown;
  },
});

function hasSigned(spki: Uint8Array, text: string, signature: Uint8Array): boolean {
  const key = createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' });
  return verify('sha256', Buffer.from(text), key, signature);
}
