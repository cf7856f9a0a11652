import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from '@jest/globals';
import { scan } from './scan.ts';
import { searchFor } from './search.ts';

/** Leaks that are planted: a search that finds nothing must be one that would have found them. */

const SECRET = 'pa"ss\\w&<o>r+d% Ü§-7%';
const other = SECRET.replace('r+d', 'r+e');
const search = searchFor([SECRET]);

const base64 = (text: string, encoding: BufferEncoding = 'utf8') => Buffer.from(text, encoding).toString('base64');
const base64url = (text: string) => Buffer.from(text).toString('base64url');

/** Each way in which somebody might write it, with what stands around it. */
const writings: Readonly<Record<string, (secret: string) => string | Buffer>> = {
  'as it is': (secret) => `password: ${secret}.`,
  'in JSON': (secret) => JSON.stringify({ password: secret }),
  'in JSON within JSON': (secret) => JSON.stringify({ message: JSON.stringify({ password: secret }) }),
  'in an address': (secret) => `https://x.example/?password=${encodeURIComponent(secret)}&x=1`,
  'in a form': (secret) => new URLSearchParams({ a: '1', password: secret, b: '2' }).toString(),
  'in a page': (secret) =>
    `<b>${secret.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')}</b>`,
  'in UTF-16': (secret) => Buffer.from(`x${secret}x`, 'utf16le'),
  'in UTF-16, high byte first': (secret) => Buffer.from(`x${secret}x`, 'utf16le').swap16(),
  'in hex': (secret) => `0a${Buffer.from(secret).toString('hex')}0a`,
  'in base64': (secret) => base64(secret),
  'in base64 after one character': (secret) => base64(`x${secret}`),
  'in base64 between others': (secret) => base64(`xx${secret}yyyy`),
  'in base64 of JSON': (secret) => base64(JSON.stringify({ user: 'a', password: secret })),
  'in base64 of a form': (secret) => base64(new URLSearchParams({ password: secret }).toString()),
  'in base64url': (secret) => base64url(`?${secret}?`),
  'in an encoded PowerShell command': (secret) => base64(`Set-Password '${secret}'`, 'utf16le'),
};

describe('a secret', () => {
  test.each(Object.entries(writings))('is found %s, and no other one', (_, write) => {
    expect([...search(Buffer.from(write(SECRET)))]).toEqual([SECRET]);
    expect([...search(Buffer.from(write(other)))]).toEqual([]);
  });

  test('is found at the first and the last byte', () => {
    expect(search(Buffer.from(SECRET)).size).toBe(1);
    expect(search(Buffer.from(SECRET).subarray(0, -1)).size).toBe(0);
    expect(search(Buffer.alloc(0)).size).toBe(0);
  });

  test('that may occur by chance is not looked for', () => {
    expect(() => searchFor(['a2345678'])).toThrow(/too short/);
  });
});

describe('a folder', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rotation-scan-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('is searched in all its files, compressed ones too; a secret may be where it belongs', () => {
    const files = {
      'logs/reset-password.log': `{"message":"${SECRET.slice(4)}"}`,
      'logs/notify.log': `failed for ${SECRET}`,
      'export/data/a.json.gz': gzipSync(JSON.stringify({ Item: { x: { S: SECRET } } })),
      'aws/secrets-manager/one.json': JSON.stringify({ password: SECRET }),
    };
    for (const [file, content] of Object.entries(files)) {
      mkdirSync(join(folder, file, '..'), { recursive: true });
      writeFileSync(join(folder, file), content);
    }
    const { files: count, leaks, expected } = scan(folder, new Map([[SECRET, 'password']]));
    expect(count).toBe(4);
    expect(leaks.map(({ kind, file }) => `${kind} in ${file}`).sort()).toEqual([
      'password in export/data/a.json.gz',
      'password in logs/notify.log',
    ]);
    expect([...expected.values()].map((each) => [...each])).toEqual([[['password', 1]]]);
    // The same secret as another kind is none of Secrets Manager's.
    expect(scan(folder, new Map([[SECRET, 'session']])).leaks).toHaveLength(3);
  });
});
