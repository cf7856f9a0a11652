import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isolated, safeLine } from '../../../../lambda/domain/text/safe-line.ts';
import { HOSTILE, nasty } from './hostile.ts';

const FSI = '\u2068';
const PDI = '\u2069';

describe('what is written from right to left', () => {
  test.each([
    ['שלום: 3 accounts', `${FSI}שלום${PDI}: 3 accounts`],
    ['שלום עולם (admin)', `${FSI}שלום עולם${PDI} (admin)`],
    ["אב-גד'ה.ו (admin)", `${FSI}אב-גד'ה.ו${PDI} (admin)`],
    ['a.שלום@contoso.example', `a.${FSI}שלום${PDI}@contoso.example`],
    ['علي: 3, سارة: 4', `${FSI}علي${PDI}: 3, ${FSI}سارة${PDI}: 4`],
    ['\u{1e900}\u{1e901} 5', `${FSI}\u{1e900}\u{1e901}${PDI} 5`],
    ['Zoë: 3 of 5', 'Zoë: 3 of 5'],
    ['日本: 3', '日本: 3'],
  ])('keeps its direction to itself: %j', (line, isolatedLine) => {
    expect(isolated(line)).toBe(isolatedLine);
    expect(safeLine(line)).toBe(isolatedLine);
  });

  test('and nothing but the marks is added, each opened once and closed once', () =>
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }),
        fc.string({ unit: fc.constantFrom('א', 'ل', ' ', '(', '3', 'a', '.') }),
        (a, b) => {
          const line = safeLine(`${a}${b}`);
          expect(isolated(`${a}${b}`.replace(/[\u2066-\u2069]/g, '')).replace(/[\u2068\u2069]/g, '')).toBe(
            `${a}${b}`.replace(/[\u2066-\u2069]/g, ''),
          );
          expect(line.replace(/\u2068[^\u2066-\u2069]+\u2069/g, '')).not.toMatch(/[\u2066-\u2069\u0590-\u08ff]/);
        },
      ),
    ));
});

test('a mark in a name closes nothing: it is shown', () => {
  expect(safeLine(`א${PDI}3`)).toBe(`${FSI}א${PDI}?3`);
  expect(safeLine(`${FSI}Zoë${PDI}`)).toBe('?Zoë?');
});

test.each([
  ['https://evil.example/sign-in', 'https: //evil.example/sign-in'],
  ['a x://y b', 'a x: //y b'],
  ['www.evil.example', 'www. evil.example'],
  ['See WWW.evil.example', 'See WWW. evil.example'],
  ['awww.x', 'awww.x'],
  ['anna@contoso.example', 'anna@contoso.example'],
])('no program makes a link of %j', (text, line) => expect(safeLine(text)).toBe(line));

test('is cut before the marks come, so that none is lost', () => {
  expect(safeLine('שלום עולם', 6)).toBe(`${FSI}שלום${PDI}…`);
});

test('is one line, whatever it is made of', () =>
  fc.assert(
    fc.property(fc.oneof(nasty, fc.constant(HOSTILE)), (text) => {
      const line = safeLine(text);
      expect(line).not.toMatch(/[\n\r\u2028\u2029]|:\/\//);
      expect(line.replace(/\u2068([^\u2066-\u2069]+)\u2069/g, '$1')).not.toMatch(
        /[\u202a-\u202e\u2066-\u2069\u200e\u200f]/,
      );
    }),
  ));
