import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { cut } from '../../../../lambda/domain/text/cut.ts';
import { escapedForMarkdown } from '../../../../lambda/domain/text/escaping.ts';
import { oneLine, printable, printableJson, printableLines } from '../../../../lambda/domain/text/printable.ts';
import { wellFormedTexts } from '../../../../lambda/domain/text/well-formed.ts';
import { characterOf, lineBreaks, nasty, survivors, unsafeCodes, wholes } from './hostile.ts';

/** How a reader counts characters. */
const graphemesOf = (text: string) => [...new Intl.Segmenter('en').segment(text)].map(({ segment }) => segment);

test.each(Object.entries(unsafeCodes))('no %s survives: each is a question mark, wherever it stands', (_kind, some) => {
  for (const character of some.map(characterOf)) {
    for (const shown of [printable, printableLines, oneLine]) expect(shown(`a${character}b`)).toBe('a?b');
  }
});

test('a line break is a question mark in a name, and a space in one line; a text of several lines keeps its line feeds', () => {
  for (const character of lineBreaks.map(characterOf)) {
    expect(printable(`a${character}b`)).toBe('a?b');
    expect(oneLine(`a${character}b`)).toBe('a b');
    expect(printableLines(`a${character}b`)).toBe(character === '\n' ? 'a\nb' : 'a?b');
  }
});

test.each(wholes)('%s is one thing to a reader, and stays', (whole) => {
  expect(printable(`a${whole}b`)).toBe(`a${whole}b`);
});

test.each([
  ['a joiner between letters', 'a\u200db', 'a?b'],
  ['a joiner behind an emoji and before a letter', '👩\u200db', '👩?b'],
  ['two joiners', '👩\u200d\u200d💻', '👩??💻'],
  ['a selector behind a digit', 'admin1\ufe0f', 'admin1?'],
  ['a pile of marks', `z${'\u0301'.repeat(10)}`, `z${'\u0301'.repeat(8)}??`],
])('%s is seen', (_, text, shown) => expect(printable(text)).toBe(shown));

test('nothing unsafe survives in a printable text, and nothing else is touched', () =>
  fc.assert(
    fc.property(nasty, (text) => {
      const shown = printable(text);
      expect(survivors(shown)).toEqual([]);
      expect(shown).not.toMatch(/[a-z](?:\u200d|\ufe0f)/u);
      expect(shown.isWellFormed()).toBe(true);
      expect(printable(shown)).toBe(shown);
      expect([...shown]).toHaveLength([...text].length);
    }),
  ));

test('one line has no unsafe character, single spaces only, and is no longer than it may be', () =>
  fc.assert(
    fc.property(nasty, fc.integer({ min: 1, max: 60 }), (text, longest) => {
      const line = oneLine(text, longest);
      expect(survivors(line)).toEqual([]);
      expect(line.isWellFormed()).toBe(true);
      expect(line).not.toMatch(/\s\s|^\s|\s$|[^\S ]/);
      expect(line.length).toBeLessThanOrEqual(longest);
      if (line !== oneLine(text)) {
        expect(line).toMatch(/…$/);
        expect(oneLine(text).startsWith(line.slice(0, -1))).toBe(true);
      }
    }),
  ));

test('printable JSON has the same value, and no unsafe character', () =>
  fc.assert(
    fc.property(fc.dictionary(fc.string(), nasty), (value) => {
      const json = printableJson(JSON.stringify(value, null, 2));
      expect(survivors(json)).toEqual([]);
      expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  ));

test('well-formed texts survive UTF-8, at any depth, and a text that survives it is not touched', () =>
  fc.assert(
    fc.property(nasty, fc.integer(), (text, number) => {
      const value = wellFormedTexts({ text, list: [{ text }, number, null], none: undefined });
      const stored = Buffer.from(text, 'utf8').toString('utf8');
      expect(value).toEqual({ text: stored, list: [{ text: stored }, number, null], none: undefined });
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

test('Markdown loses its power and nothing else', () => {
  expect(escapedForMarkdown('[a](b) **c** `d` #e <f> |g| h_i ~j~ \\')).toBe(
    '\\[a\\]\\(b\\) \\*\\*c\\*\\* \\`d\\` \\#e \\<f\\> \\|g\\| h\\_i \\~j\\~ \\\\',
  );
});
