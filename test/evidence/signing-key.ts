import { createECDH, createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto';
import { sha256 } from '../../lambda/domain/audit/audit-chain.ts';
import { fingerprintOfKey, keyHashOf, noteOf } from '../../lambda/domain/audit/signed-note.ts';

/** A P-256 key that is the same for the same name. Its signatures are not: ECDSA draws a number for each. */
export class SigningKey {
  readonly privateKey: KeyObject;
  readonly spki: Buffer;
  readonly pem: string;
  readonly fingerprint: string;

  constructor(name: string) {
    const ecdh = createECDH('prime256v1');
    ecdh.setPrivateKey(Buffer.from(sha256(name), 'hex'));
    const point = ecdh.getPublicKey();
    const base64 = (bytes: Buffer) => bytes.toString('base64url');
    this.privateKey = createPrivateKey({
      format: 'jwk',
      key: {
        kty: 'EC',
        crv: 'P-256',
        d: base64(ecdh.getPrivateKey()),
        x: base64(point.subarray(1, 33)),
        y: base64(point.subarray(33)),
      },
    });
    const publicKey = createPublicKey(this.privateKey);
    this.spki = publicKey.export({ format: 'der', type: 'spki' });
    this.pem = String(publicKey.export({ format: 'pem', type: 'spki' }));
    this.fingerprint = fingerprintOfKey(this.spki);
  }

  sign(text: string): Buffer {
    return sign('sha256', Buffer.from(text), this.privateKey);
  }

  /** The signed note of a text, under a name. */
  note(text: string, name: string): string {
    return noteOf({ text, signatures: [{ name, keyHash: keyHashOf(this.spki), signature: this.sign(text) }] });
  }
}
