import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import * as z from 'zod';
import type { Content } from './client-authentication.ts';

/** What engineers put into the apps' secrets. Problems say what is wrong, and never quote the content (R4). */

const object = z.record(z.string(), z.unknown());

/** The id of a client secret is a UUID: Entra's page shows it beside the value, and the value only once. */
const isUuid = (text: string) => z.uuid().safeParse(text).success;

/** @returns the client secret's value */
export function clientSecretIn(text: string): Content<string> {
  const fields = fieldsOf(text);
  if (fields === undefined) return { problems: [NO_OBJECT] };
  const clientSecret = textAt(fields, 'clientSecret');
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
  const fields = fieldsOf(text);
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

function fieldsOf(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    return object.parse(JSON.parse(text));
  } catch {
    return undefined; // what the parser says, quotes the text
  }
}

function textAt(fields: Readonly<Record<string, unknown>>, name: string): string | undefined {
  const value = fields[name];
  const text = typeof value === 'string' ? value.trim() : '';
  return text === '' ? undefined : text;
}

type Trouble = 'missing' | 'unreadable';

function read<T>(fields: Readonly<Record<string, unknown>>, name: string, parse: (pem: string) => T): T | Trouble {
  const pem = textAt(fields, name);
  if (pem === undefined) return 'missing';
  try {
    return parse(pem);
  } catch {
    return 'unreadable';
  }
}

function problemOf(name: 'certificate' | 'privateKey', found: unknown): string[] {
  if (found === 'missing') return [`${name} is missing`];
  if (found !== 'unreadable') return [];
  return [`${name} is not ${name === 'certificate' ? 'a certificate' : 'an unencrypted private key'} in PEM form`];
}

const isStrongRsa = ({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject) =>
  asymmetricKeyType === 'rsa' && (asymmetricKeyDetails?.modulusLength ?? 0) >= FEWEST_BITS;
