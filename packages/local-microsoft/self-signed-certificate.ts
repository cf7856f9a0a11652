import { createPrivateKey, generateKeyPair, type KeyObject, randomBytes, sign } from 'node:crypto';
import { promisify } from 'node:util';

/** A certificate with its key, both in PEM form. */
export interface CertificateWithKey {
  readonly certificate: string;
  readonly privateKey: string;
}

/**
 * Makes a key and a certificate that it signs itself, as an engineer would for an app registration. Node makes keys but no
 * certificates, so that the few fields of one are written here.
 *
 * @see https://www.rfc-editor.org/rfc/rfc5280#section-4.1
 */
export async function selfSignedCertificate(
  commonName: string,
  valid: { readonly from: Date; readonly to: Date },
): Promise<CertificateWithKey> {
  const { publicKey, privateKey } = await promisify(generateKeyPair)('rsa', {
    modulusLength: 2_048,
    publicKeyEncoding: { type: 'spki', format: 'der' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const name = sequence(set(sequence(COMMON_NAME, utf8(commonName))));
  const toBeSigned = sequence(
    der(0xa0, integer(Buffer.from([2]))), // version 3
    integer(Buffer.concat([Buffer.from([1]), randomBytes(15)])),
    SHA256_WITH_RSA,
    name,
    sequence(time(valid.from), time(valid.to)),
    name,
    publicKey,
  );
  return { certificate: pem(signed(toBeSigned, createPrivateKey(privateKey))), privateKey };
}

const signed = (toBeSigned: Buffer, key: KeyObject): Buffer =>
  sequence(toBeSigned, SHA256_WITH_RSA, der(0x03, Buffer.from([0]), sign('sha256', toBeSigned, key)));

/** Tag, length and content. */
function der(tag: number, ...content: readonly Buffer[]): Buffer {
  const body = Buffer.concat(content);
  const bytes = body.length.toString(16).padStart(body.length < 0x100 ? 2 : 4, '0');
  const long = body.length < 0x80 ? [] : [0x80 + bytes.length / 2];
  return Buffer.concat([Buffer.from([tag, ...long]), Buffer.from(bytes, 'hex'), body]);
}

const sequence = (...content: readonly Buffer[]) => der(0x30, ...content);
const set = (...content: readonly Buffer[]) => der(0x31, ...content);
const integer = (value: Buffer) => der(0x02, value);
const utf8 = (text: string) => der(0x0c, Buffer.from(text));
/** UTCTime, which certificates use up to 2049. */
const time = (at: Date) => der(0x17, Buffer.from(`${at.toISOString().replaceAll(/[-:T]/g, '').slice(2, 14)}Z`));

/** 2.5.4.3 */
const COMMON_NAME = Buffer.from('0603550403', 'hex');
/** 1.2.840.113549.1.1.11, and NULL. */
const SHA256_WITH_RSA = Buffer.from('300d06092a864886f70d01010b0500', 'hex');

const pem = (content: Buffer): string =>
  `-----BEGIN CERTIFICATE-----\n${content.toString('base64').replaceAll(/.{64}/g, '$&\n').trimEnd()}\n-----END CERTIFICATE-----\n`;
