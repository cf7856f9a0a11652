import fc from 'fast-check';

/**
 * Text as an attacker writes it into a directory. Written out, so that tests do not trust the classes of characters that the functions
 * go by.
 */
const between = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);
export const unsafeCodes: Readonly<Record<string, readonly number[]>> = {
  control: [...between(0x00, 0x08), ...between(0x0e, 0x1f), ...between(0x7f, 0x84), ...between(0x86, 0x9f)],
  bidi: [0x061c, 0x200e, 0x200f, ...between(0x202a, 0x202e), ...between(0x2066, 0x2069)],
  'zero-width': [0xad, 0x034f, 0x180e, ...between(0x200b, 0x200d), ...between(0x2060, 0x2064), 0xfeff],
  invisible: [0x115f, 0x1160, 0x17b4, 0x2800, 0x3164, 0xffa0, ...between(0xe0020, 0xe007f)],
  'variation selector of a letter': [0xfe00, 0xfe0f, 0xe0100],
  'half of a surrogate pair': [0xd800, 0xdbff, 0xdc00, 0xdfff],
};
export const lineBreaks: readonly number[] = [0x0a, 0x0b, 0x0c, 0x0d, 0x85, 0x2028, 0x2029];

/** Half a pair too, which has no code point. */
export const characterOf = (code: number): string =>
  code < 0x10000 ? String.fromCharCode(code) : String.fromCodePoint(code);

/** Those that are one thing to a reader, though they hold a character that is unsafe elsewhere. */
export const wholes: readonly string[] = [
  '👩🏽‍💻',
  '👨‍👩‍👧‍👦',
  '🏳️‍🌈',
  '🇩🇪',
  'e\u0301',
  '葛\u{e0100}',
  '❤\ufe0f',
  '1\ufe0f\u20e3',
];

const all = Object.values(unsafeCodes).flat();

/** Any text at all, with the unsafe characters among it again and again. */
export const nasty = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: 'grapheme' }),
      fc.constantFrom(...[...all, ...lineBreaks].map(characterOf)),
      fc.constantFrom('Zoë', ' ', `z${'\u0301'.repeat(40)}`, ...wholes),
    ),
  )
  .map((parts) => parts.join(''));

const never = new Set(
  [...all, ...lineBreaks].filter((code) => code !== 0x200d && ![0xfe00, 0xfe0f, 0xe0100, 0x0a].includes(code)),
);

/** The unsafe characters that a text still has; line feeds, and those that are part of `wholes`, are for the caller to judge. */
export const survivors = (text: string): readonly string[] =>
  [...text]
    .filter((each) => never.has(each.codePointAt(0) ?? 0))
    .map((each) => `U+${each.codePointAt(0)?.toString(16)}`);

/** One name with everything in it that a display must not obey. */
export const HOSTILE = `\u202ecod\u2069.\u200b\ufeff\u001b[2J\u0007\ud83d\u2028<b>&"'\u3164`;
