import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { cut } from '../../../../lambda/domain/text/cut.ts';
import { escapedForHtml, escapedForMarkdown } from '../../../../lambda/domain/text/escaping.ts';
import { oneLine, printable } from '../../../../lambda/domain/text/printable.ts';

/** Written out, so that these tests do not trust the classes of characters that the functions go by. */
const between = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);
const codes: Readonly<Record<string, readonly number[]>> = {
  control: [...between(0x00, 0x1f), ...between(0x7f, 0x9f)],
  'line break': [0x0a, 0x0b, 0x0c, 0x0d, 0x85, 0x2028, 0x2029],
  bidi: [0x061c, 0x200e, 0x200f, ...between(0x202a, 0x202e), ...between(0x2066, 0x2069)],
  'zero-width': [0xad, 0x034f, 0x180e, ...between(0x200b, 0x200d), ...between(0x2060, 0x2064), 0xfeff],
  invisible: [0x115f, 0x1160, 0x17b4, 0x3164, 0xffa0, ...between(0xe0020, 0xe007f)],
  'half of a surrogate pair': [0xd800, 0xdbff, 0xdc00, 0xdfff],
};
const all = Object.values(codes).flat();
const unsafe = new Set(all);
/** Half a pair too, which has no code point. */
const characterOf = (code: number) => (code < 0x10000 ? String.fromCharCode(code) : String.fromCodePoint(code));

/** Text as an attacker writes it: any characters at all, with the unsafe ones among them again and again. */
const nasty = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: 'grapheme' }),
      fc.constantFrom(...all.map(characterOf)),
      fc.constantFrom('Zoë', ' ', '👩🏽‍💻', '🇩🇪', 'e\u0301', '葛\u{e0100}', '❤\ufe0f'),
    ),
  )
  .map((parts) => parts.join(''));

const survivors = (text: string) => [...text].filter((each) => unsafe.has(each.codePointAt(0) ?? 0));
/** How a reader counts characters. */
const graphemesOf = (text: string) => [...new Intl.Segmenter('en').segment(text)].map(({ segment }) => segment);

test.each(Object.entries(codes))('no %s survives in a printable text or in one line', (_kind, some) => {
  for (const character of some.map(characterOf)) {
    expect(printable(`a${character}b`)).toBe('a?b');
    expect(oneLine(`a${character}b`)).toBe('a b');
  }
});

test('nothing unsafe survives in a printable text, and nothing else is touched', () =>
  fc.assert(
    fc.property(nasty, (text) => {
      const shown = printable(text);
      expect(survivors(shown)).toEqual([]);
      expect(printable(shown)).toBe(shown);
      expect([...shown]).toHaveLength([...text].length);
    }),
  ));

test('one line has no unsafe character, single spaces only, and is no longer than it may be', () =>
  fc.assert(
    fc.property(nasty, fc.nat({ max: 60 }), (text, longest) => {
      const line = oneLine(text, longest);
      expect(survivors(line)).toEqual([]);
      expect(line).not.toMatch(/\s\s|^\s|\s$|[^\S ]/);
      expect(line.length).toBeLessThanOrEqual(longest);
      expect(oneLine(text).startsWith(line)).toBe(true);
    }),
  ));

test('a cut never goes through what a reader sees as one character, as long as one fits', () =>
  fc.assert(
    fc.property(nasty, fc.integer({ min: 1, max: 60 }), (text, longest) => {
      const short = cut(text, longest);
      expect(text.startsWith(short)).toBe(true);
      expect(short.length).toBeLessThanOrEqual(longest);
      const graphemes = graphemesOf(text);
      if ((graphemes[0] ?? '').length > longest) return;
      const shown = graphemesOf(short);
      expect(shown).toEqual(graphemes.slice(0, shown.length));
      // Nor does it end sooner than it must.
      const next = graphemes[shown.length];
      if (next !== undefined) expect(short.length + next.length).toBeGreaterThan(longest);
    }),
  ));

test('a text of whole surrogate pairs has no half of one after a cut', () =>
  fc.assert(
    fc.property(fc.string({ unit: 'binary', minLength: 1 }), fc.nat({ max: 20 }), (text, longest) => {
      expect(cut(`${text}👩🏽‍💻`, longest)).not.toMatch(/\p{Cs}/u);
    }),
  ));

test.each([
  ['A👩🏽‍💻', 7, 'A'],
  ['🇩🇪🇩🇪', 5, '🇩🇪'],
  ['e\u0301e\u0301', 3, 'e\u0301'],
  [`e${'\u0301'.repeat(20)}`, 3, 'e\u0301\u0301'],
  ['abc', 3, 'abc'],
  ['abc', 0, ''],
])('%j cut at %i', (text, longest, short) => expect(cut(text, longest)).toBe(short));

test('Markdown and HTML lose their power and nothing else', () => {
  expect(escapedForMarkdown('[a](b) **c** `d` #e <f> |g| h_i ~j~ \\')).toBe(
    '\\[a\\]\\(b\\) \\*\\*c\\*\\* \\`d\\` \\#e \\<f\\> \\|g\\| h\\_i \\~j\\~ \\\\',
  );
  expect(escapedForHtml(`<a href="x" title='y'>&amp;</a>`)).toBe(
    '&lt;a href=&quot;x&quot; title=&#39;y&#39;&gt;&amp;amp;&lt;/a&gt;',
  );
});
