import { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { type CertificateWithKey, selfSignedCertificate } from '@m365-rotation/local-microsoft';
import { storedSecret } from '../../../lambda/adapters/aws/secrets-manager/stored-secret.ts';
import { certificateIn, clientSecretIn } from '../../../lambda/adapters/graph/app-secret.ts';
import { call } from '../../../lambda/adapters/outgoing-call.ts';
import { connectWise } from '../../../lambda/adapters/psa/connectwise/connectwise.ts';
import { teamsChannel } from '../../../lambda/adapters/teams/teams-channel.ts';
import { vaultKey } from '../../../lambda/adapters/vault/vault-key.ts';
import { type Stub, startStub } from './stub-server.ts';

/**
 * Secrets as people make them: in an editor that writes a byte order mark, in the console's two columns with a blank behind the name,
 * from a shell that stores UTF-16 or bytes. Each is read as what it means, by every reader.
 */

let stub: Stub | undefined;
afterEach(async () => stub?.close());

type Stored = { readonly SecretString: string } | { readonly SecretBinary: Uint8Array };

const reading = (stored: Stored) => {
  const send = async (command: unknown) => {
    if (!(command instanceof GetSecretValueCommand)) throw new Error('only reading is allowed');
    return stored;
  };
  return storedSecret({ send }, 'm365-rotation/psa', () => new Date()).text;
};

const utf16 = (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le');

/** How a whole text may come. */
const wrapped: Readonly<Record<string, (text: string) => Stored>> = {
  'as it should be': (text) => ({ SecretString: text }),
  'with a byte order mark': (text) => ({ SecretString: `\ufeff${text}` }),
  'with blank lines around it': (text) => ({ SecretString: `\r\n\t ${text}\u00a0\r\n\r\n` }),
  'as bytes': (text) => ({ SecretBinary: Buffer.from(text) }),
  'as bytes with a byte order mark': (text) => ({ SecretBinary: Buffer.from(`\ufeff${text}`) }),
  'as UTF-16, as PowerShell writes a file': (text) => ({ SecretBinary: utf16(text) }),
  'as UTF-16, high byte first': (text) => ({ SecretBinary: utf16(text).swap16() }),
};

type Fields = Readonly<Record<string, string>>;
const renamed = (fields: Fields, name: (key: string) => string, value: (text: string) => string = (text) => text) =>
  JSON.stringify(Object.fromEntries(Object.entries(fields).map(([key, text]) => [name(key), value(text)])), null, 2);

/** How its fields may be written. */
const written: Readonly<Record<string, (fields: Fields) => string>> = {
  'plain fields': (fields) => renamed(fields, (key) => key),
  'blanks around keys': (fields) => renamed(fields, (key) => ` ${key}\u00a0\t`),
  'invisible characters around keys': (fields) => renamed(fields, (key) => `\ufeff${key}\u200b`),
  'blanks around values': (fields) =>
    renamed(
      fields,
      (key) => key,
      (text) => `\u00a0 ${text}\r\n`,
    ),
  'invisible characters around values': (fields) =>
    renamed(
      fields,
      (key) => key,
      (text) => `\u200b${text}\ufeff\u200e`,
    ),
};

const ways = Object.entries(wrapped).flatMap(([how, wrap]) =>
  Object.entries(written).map(([what, write]) => [`${how}, ${what}`, (fields: Fields) => wrap(write(fields))] as const),
);

let certificate: CertificateWithKey;
beforeAll(async () => {
  certificate = await selfSignedCertificate('reader', { from: new Date('2026-01-01'), to: new Date('2027-01-01') });
});

describe.each(ways)('%s', (_, stored) => {
  test('a client secret', async () => {
    expect(clientSecretIn(await reading(stored({ clientSecret: 'good~value' }))())).toEqual({ usable: 'good~value' });
  });

  test('a certificate', async () => {
    expect(certificateIn(await reading(stored({ ...certificate }))())).toMatchObject({ usable: expect.anything() });
  });

  test('the keys of a PSA', async () => {
    stub = await startStub(({ method }) => ({ json: method === 'GET' ? [] : { id: 7 } }));
    const secret = { companyId: 'msp', publicKey: 'PUB', privateKey: 'PRIV', clientId: 'client-1' };
    const tickets = connectWise({
      endpoint: stub.address,
      secret: reading(stored(secret)),
      now: () => new Date(),
      send: call,
      psa: { system: 'connectwise', site: 'psa.example', openTickets: 'at-close' },
    });
    expect(await tickets.create({ key: 'k', company: 'C', summary: 's', body: 'b' })).toBe('7');
    expect(stub.seen.at(-1)?.headers).toMatchObject({
      authorization: `Basic ${Buffer.from('msp+PUB:PRIV').toString('base64')}`,
      clientid: 'client-1',
    });
  });
});

describe.each(ways)('%s', (_, stored) => {
  test('the key of a vault', async () => {
    expect(vaultKey(await reading(stored({ apiKey: 'K.e-y_1' }))(), 'apiKey')).toBe('K.e-y_1');
  });
});

test('a vault’s key that is there twice is no guess, and is not repeated', () => {
  const secret = '{"apiKey": "KEY-ONE", "apiKey ": "KEY-TWO"}';
  expect(() => vaultKey(secret, 'apiKey')).toThrow(/^the secret of the vault has apiKey twice$/);
});

test.each(Object.entries(wrapped))('the address of a Teams workflow, %s', async (_, wrap) => {
  for (const quoted of [false, true]) {
    stub = await startStub(() => ({ status: 202 }));
    const address = `${stub.address}/workflows/1?sig=S`;
    const channel = teamsChannel(undefined, reading(wrap(quoted ? JSON.stringify(address) : address)));
    await channel.post({ title: 't', lines: [], facts: [], links: [] });
    expect(stub.seen.map(({ path }) => path)).toEqual(['/workflows/1?sig=S']);
    await stub.close();
  }
});

test.each<[string, (pem: string) => string]>([
  ['with blanks in place of line breaks, as the console keeps it', (pem) => pem.replaceAll('\n', ' ')],
  ['with its line breaks spelled out', (pem) => pem.replaceAll('\n', '\\n')],
  ['with CRLF and indented', (pem) => pem.replaceAll('\n', '\r\n   ')],
  ['in one line', (pem) => pem.replaceAll(/\n(?!-)/g, '')],
])('a certificate and its key %s', (_, spoilt) => {
  const text = JSON.stringify({
    certificate: spoilt(certificate.certificate),
    privateKey: spoilt(certificate.privateKey),
  });
  expect(certificateIn(text)).toMatchObject({ usable: expect.anything() });
});

test('two fields that mean the same are no guess', () => {
  expect(clientSecretIn('{"clientSecret": "one", "clientSecret ": "two"}')).toEqual({
    problems: ['clientSecret is there twice'],
  });
  expect(clientSecretIn('{"clientSecret": "one", "clientSecret ": "one"}')).toEqual({ usable: 'one' });
});

test.each(['', 'not JSON', '[]', '"text"', 'null', '{"clientSecret": 7}'])(
  '%j is told without repeating it',
  (text) => {
    expect(clientSecretIn(text)).toMatchObject({
      problems: [expect.stringMatching(/is not a JSON object|is missing/)],
    });
  },
);
