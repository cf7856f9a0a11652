import { createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import {
  fingerprintOfKey,
  isSignedBy,
  keyHashOf,
  noteOf,
  readNote,
  type SignedNote,
} from '../../../../lambda/domain/audit/signed-note.ts';

/** A checkpoint of Sigstore's Rekor, and the key that it was signed with: made by other people's code. */
const REKOR_KEY = `-----BEGIN PUBLIC KEY-----
MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE2G2Y+2tabdTV5BcGiBIx0a9fAFwr
kBbmLSGtks4L3qX6yYY0zufBnhC8Ur/iy55GhWP/9A/bY2LhC30M9+RYtw==
-----END PUBLIC KEY-----
`;

const note = (more: Partial<SignedNote> = {}): SignedNote => ({
  text: 'origin\n5\nroot\n',
  signatures: [{ name: 'origin', keyHash: '0a0b0c0d', signature: Buffer.from([1, 2, 3]) }],
  ...more,
});

test('a note is a text, an empty line, and signatures, each in a line of its own', () => {
  expect(noteOf(note())).toBe('origin\n5\nroot\n\n\u2014 origin CgsMDQECAw==\n');
});

test('the key of Rekor is named as Rekor names it', () => {
  const spki = createPublicKey(REKOR_KEY).export({ type: 'spki', format: 'der' });
  expect(fingerprintOfKey(spki)).toBe('c0d23d6ad406973f9559f3ba2d1ca01f84147d8ffc5b8445c224f98b9591801d');
  expect(keyHashOf(spki)).toBe('c0d23d6a');
});

describe('reading', () => {
  const names = fc.stringMatching(/^[!-*,-~]{1,20}$/);
  const hex = fc.uint8Array({ minLength: 4, maxLength: 4 }).map((each) => Buffer.from(each).toString('hex'));
  const signatures = fc.record({
    name: names,
    keyHash: hex,
    signature: fc.uint8Array({ minLength: 1, maxLength: 80 }).map((each) => Buffer.from(each)),
  });
  const notes = fc.record({
    text: fc.string().map((each) => `${each}\n`),
    signatures: fc.array(signatures, { minLength: 1, maxLength: 3 }),
  });

  test('gives what was written', () => {
    fc.assert(fc.property(notes, (each) => expect(readNote(noteOf(each))).toEqual(each)));
  });

  test('takes what has one form only: what it reads is written as it was', () => {
    fc.assert(
      fc.property(notes, fc.nat(), fc.constantFrom('', ' ', '\n', '=', 'A', '\u2014 '), (each, at, put) => {
        const whole = noteOf(each);
        const place = at % (whole.length + 1);
        const changed = whole.slice(0, place) + put + whole.slice(place + 1);
        const read = readNote(changed);
        if (read !== undefined) expect(noteOf(read)).toBe(changed);
      }),
    );
  });

  const whole = noteOf(note());
  test.each([
    ['nothing', ''],
    ['a text alone', 'origin\n5\nroot\n'],
    ['no signature', 'origin\n\n'],
    ['no line feed at the end', whole.slice(0, -1)],
    ['an empty line at the end', `${whole}\n`],
    ['a line that is no signature', `${whole}origin CgsMDQECAw==\n`],
    ['two spaces', whole.replace('\u2014 ', '\u2014  ')],
    ['a hyphen for the dash', whole.replace('\u2014', '-')],
    ['a name with a plus', whole.replace('\u2014 origin', '\u2014 ori+gin')],
    ['a signature of no byte', 'origin\n\n\u2014 origin CgsMDQ==\n'],
    ['base64 without its end', whole.replace('==', '')],
    ['base64 with bits that say nothing', whole.replace('Aw==', 'Ax==')],
    ['base64 of addresses', whole.replace('CgsM', 'Cg-_')],
    ['something before the dash', whole.replace('\u2014', 'x\u2014')],
    ['something after the signature', whole.replace('==\n', '== \n')],
  ])('refuses %s', (_, text) => expect(readNote(text)).toBeUndefined());

  test('the text may hold empty lines: the last one ends it', () => {
    const odd = note({ text: 'a\n\n\u2014 origin CgsMDQECAw==\n' });
    expect(readNote(noteOf(odd))).toEqual(odd);
  });
});

describe('a signature', () => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const spki = publicKey.export({ type: 'spki', format: 'der' });
  const text = 'origin\n5\nroot\n';
  const signed = note({
    text,
    signatures: [
      { name: 'origin', keyHash: keyHashOf(spki), signature: sign('sha256', Buffer.from(text), privateKey) },
    ],
  });
  const changedBy = (change: Partial<SignedNote['signatures'][number]>) => ({
    ...signed,
    signatures: signed.signatures.map((each) => ({ ...each, ...change })),
  });

  test('is of the text, in the name, by the key', () => expect(isSignedBy(signed, 'origin', spki)).toBe(true));

  test('may stand among others', () => {
    expect(isSignedBy({ text, signatures: [...note().signatures, ...signed.signatures] }, 'origin', spki)).toBe(true);
  });

  test.each([
    ['another text', { ...signed, text: `${text}\n` }],
    ['another name', changedBy({ name: 'other' })],
    ['another key’s hash', changedBy({ keyHash: '00000000' })],
    ['other bytes', changedBy({ signature: Buffer.from([48, 0]) })],
    ['none', { ...signed, signatures: [] }],
  ])('%s is not it', (_, other) => expect(isSignedBy(other, 'origin', spki)).toBe(false));

  test('of a key of the same name that is not this one is not it', () => {
    const other = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ type: 'spki', format: 'der' });
    expect(isSignedBy(changedBy({ keyHash: keyHashOf(other) }), 'origin', other)).toBe(false);
  });
});
