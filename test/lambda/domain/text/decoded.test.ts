import { describe, expect, test } from '@jest/globals';
import { asciiJson } from '../../../../lambda/domain/text/ascii-json.ts';
import { decoded } from '../../../../lambda/domain/text/decoded.ts';

describe('bytes as the text that somebody wrote', () => {
  const text = '{"key": "Ä€😀"}';
  const utf16 = Buffer.from(text, 'utf16le');

  test.each([
    ['UTF-8', Buffer.from(text)],
    ['UTF-8 with a mark', Buffer.from([0xef, 0xbb, 0xbf, ...Buffer.from(text)])],
    ['UTF-16, little end first', Buffer.from([0xff, 0xfe, ...utf16])],
    ['UTF-16, big end first', Buffer.from([0xfe, 0xff, ...Buffer.from(utf16).swap16()])],
  ])('%s', (_, bytes) => expect(decoded(bytes)).toBe(text));

  test.each([
    ['nothing', [], ''],
    ['half of a mark', [0xff], '\ufffd'],
    ['the other half', [0xfe], '\ufffd'],
    ['no mark: the first byte alone fits', [0xff, 0x41], '\ufffdA'],
    ['no mark: the first byte of the other fits', [0xfe, 0x41], '\ufffdA'],
    ['no mark: only the second byte fits', [0x41, 0xfe], 'A\ufffd'],
    ['no mark: only the second byte of the other fits', [0x41, 0xff], 'A\ufffd'],
  ])('%s', (_, bytes, expected) => expect(decoded(Uint8Array.from(bytes))).toBe(expected));
});

describe('JSON in ASCII', () => {
  test('escapes what is not printable ASCII by its units of UTF-16', () => {
    expect(asciiJson({ a: 'é\u007f 😀~' })).toBe('{"a":"\\u00e9\\u007f \\ud83d\\ude00~"}');
    expect(JSON.parse(asciiJson({ a: 'é\u007f 😀~' }))).toEqual({ a: 'é\u007f 😀~' });
  });

  test('makes texts well-formed', () => expect(asciiJson(['\ud83d'])).toBe('["\\ufffd"]'));
});
