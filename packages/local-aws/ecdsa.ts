import { createECDH, type KeyObject } from 'node:crypto';

/** Order of the group of P-256 (FIPS 186-5). */
const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

/**
 * Signs a digest with a P-256 key and encodes the signature in DER, as KMS does for `MessageType: DIGEST`.
 *
 * Node signs messages only, which it hashes first. The one operation on the curve, a random point, is left to Node.
 *
 * @param digest  32 bytes
 */
export function signDigest(digest: Buffer, privateKey: KeyObject): Buffer {
  const secret = toNumber(Buffer.from(privateKey.export({ format: 'jwk' }).d ?? '', 'base64url'));
  for (;;) {
    const once = createECDH('prime256v1');
    const point = once.generateKeys(); // 04, x, y
    const r = toNumber(point.subarray(1, 33)) % ORDER;
    const k = toNumber(once.getPrivateKey());
    const s = (inverse(k) * (toNumber(digest) + r * secret)) % ORDER;
    if (r !== 0n && s !== 0n) return sequence(integer(r), integer(s));
  }
}

const toNumber = (bytes: Buffer) => BigInt(`0x${bytes.toString('hex') || '0'}`);

/** k⁻¹ modulo the order, by Fermat: the order is prime. */
function inverse(k: bigint): bigint {
  let result = 1n;
  let base = k % ORDER;
  for (let exponent = ORDER - 2n; exponent > 0n; exponent >>= 1n) {
    if (exponent & 1n) result = (result * base) % ORDER;
    base = (base * base) % ORDER;
  }
  return result;
}

function integer(value: bigint): Buffer {
  const hex = value.toString(16);
  const bytes = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex');
  const positive = (bytes[0] ?? 0) & 0x80 ? Buffer.concat([Buffer.from([0]), bytes]) : bytes;
  return Buffer.concat([Buffer.from([0x02, positive.length]), positive]);
}

function sequence(...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([0x30, content.length]), content]);
}
