import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import * as z from 'zod';
import { type SecretFields, secretFields } from '../aws/secrets-manager/secret-content.ts';
import type { Content } from './client-authentication.ts';

/** What engineers put into the apps' secrets. Problems say what is wrong, and never quote the content (R4). */

/** The id of a client secret is a UUID: Entra's page shows it beside the value, and the value only once. */
const isUuid = (text: string) => z.uuid().safeParse(text).success;

/** @returns the client secret's value */
export function clientSecretIn(text: string): Content<string> {
  const fields = secretFields(text);
  if (fields === undefined) return { problems: [NO_OBJECT] };
  const clientSecret = fields.text('clientSecret');
  if (fields.isTwice('clientSecret')) return { problems: ['clientSecret is there twice'] };
  if (clientSecret === undefined) return { problems: ['clientSecret is missing'] };
  if (isUuid(clientSecret)) {
    return {
      problems: ['clientSecret is the id of a client secret; its value is needed, which Entra shows only once'],
    };
  }
  return { usable: clientSecret };
}

export interface Certificate {
  readonly certificate: X509Certificate;
  readonly privateKey: KeyObject;
}

/** Smaller keys are not accepted for signing. */
const FEWEST_BITS = 2_048;

/** @returns the certificate and its private key, which belong together */
export function certificateIn(text: string): Content<Certificate> {
  const fields = secretFields(text);
  if (fields === undefined) return { problems: [NO_OBJECT] };
  const certificate = read(fields, 'certificate', (pem) => new X509Certificate(pem));
  const privateKey = read(fields, 'privateKey', (pem) => createPrivateKey(pem));
  if (typeof certificate === 'string' || typeof privateKey === 'string') {
    return { problems: [...problemOf('certificate', certificate), ...problemOf('privateKey', privateKey)] };
  }
  if (!isStrongRsa(privateKey)) return { problems: [`privateKey must be an RSA key of at least ${FEWEST_BITS} bits`] };
  if (!certificate.checkPrivateKey(privateKey)) return { problems: ['privateKey does not belong to certificate'] };
  return { usable: { certificate, privateKey } };
}

const NO_OBJECT = 'it is not a JSON object';

type Trouble = 'missing' | 'twice' | 'unreadable';

function read<T>(fields: SecretFields, name: string, parse: (pem: string) => T): T | Trouble {
  const pem = fields.text(name);
  if (fields.isTwice(name)) return 'twice';
  if (pem === undefined) return 'missing';
  try {
    return parse(inLines(pem));
  } catch {
    return 'unreadable';
  }
}

/** PEM with its line breaks, which get lost in the console's fields, or arrive as `\\n`. */
const inLines = (pem: string): string =>
  pem.replace(
    /(-----BEGIN [^-]+-----)([^-]+)(-----END [^-]+-----)/g,
    (_, begin: string, body: string, end: string) =>
      `${begin}\n${body.replace(/\\[rn]|\s/g, '').replace(/.{64}/g, '$&\n')}\n${end}\n`,
  );

function problemOf(name: 'certificate' | 'privateKey', found: unknown): string[] {
  if (found === 'missing') return [`${name} is missing`];
  if (found === 'twice') return [`${name} is there twice`];
  if (found !== 'unreadable') return [];
  return [`${name} is not ${name === 'certificate' ? 'a certificate' : 'an unencrypted private key'} in PEM form`];
}

const isStrongRsa = ({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject) =>
  asymmetricKeyType === 'rsa' && (asymmetricKeyDetails?.modulusLength ?? 0) >= FEWEST_BITS;
