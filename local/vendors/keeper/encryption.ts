import {
  createCipheriv,
  createDecipheriv,
  createECDH,
  createHash,
  createPublicKey,
  randomBytes,
  verify,
} from 'node:crypto';
import type { KeyPair } from './device.ts';

const NONCE = 12;
const TAG = 16;
const POINT = 65;

/** AES-256-GCM: nonce, text, tag. */
export function encrypted(data: Buffer, key: Buffer): Buffer {
  const nonce = randomBytes(NONCE);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  return Buffer.concat([nonce, cipher.update(data), cipher.final(), cipher.getAuthTag()]);
}

/** @throws {Error} it was encrypted by another key, or changed */
export function decrypted(data: Buffer, key: Buffer): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, data.subarray(0, NONCE), { authTagLength: TAG });
  decipher.setAuthTag(data.subarray(-TAG));
  return Buffer.concat([decipher.update(data.subarray(NONCE, -TAG)), decipher.final()]);
}

/** A key that was encrypted for the owner of a key pair: a point of the sender, and the key encrypted by the secret that both share. */
export function receivedKey(sent: Buffer, { privateKey }: KeyPair): Buffer {
  const curve = createECDH('prime256v1');
  curve.setPrivateKey(privateKey);
  const shared = curve.computeSecret(sent.subarray(0, POINT));
  return decrypted(sent.subarray(POINT), createHash('sha256').update(shared).digest());
}

export const isSignedBy = ({ publicKey }: KeyPair, data: Buffer, signature: Buffer): boolean =>
  verify(
    'sha256',
    data,
    createPublicKey({
      format: 'jwk',
      key: {
        kty: 'EC',
        crv: 'P-256',
        x: publicKey.subarray(1, 33).toString('base64url'),
        y: publicKey.subarray(33).toString('base64url'),
      },
    }),
    signature,
  );
