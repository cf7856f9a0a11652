import { cut } from './cut.ts';

/**
 * The one place that makes foreign text safe to show: on pages, in mails, cards and tickets, and in a terminal. Names come from
 * customers' directories; a person who may rename an account there can write characters that a terminal, a mail program or a browser
 * obeys, or that nobody sees.
 *
 * Unsafe are: control characters and line breaks (Cc, Zl, Zp); format characters, which turn the direction of writing or have no width
 * (Cf); lone halves of surrogate pairs (Cs); characters without an agreed meaning (Co, Cn); the other invisible ones
 * (Default_Ignorable_Code_Point, such as Hangul fillers, and the blank Braille pattern); and every mark of a pile of marks that is
 * higher than any script needs, since it paints over the lines above. Two invisible ones stay where they choose how something
 * visible looks, and nowhere else: the joiner between two emoji, and a variation selector after an emoji, an ideograph, or a keycap's digit.
 */
const EMOJI = String.raw`\p{Extended_Pictographic}\p{Emoji_Modifier}\ufe0f`;
const JOINER = String.raw`(?<=[${EMOJI}])\u200d(?=\p{Extended_Pictographic})`;
const SELECTOR = String.raw`(?<=[\p{Extended_Pictographic}\p{Ideographic}])\p{Variation_Selector}|(?<=[0-9#*])\ufe0f(?=\u20e3)`;
const INVISIBLE = String.raw`(?!${JOINER}|${SELECTOR})[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]`;
const PILE = String.raw`(?<=\p{M}{8})\p{M}`;

const unsafe = new RegExp(`${INVISIBLE}|${PILE}`, 'gu');
const unsafeInLines = new RegExp(`(?!\n)(?:${INVISIBLE}|${PILE})`, 'gu');
/** JavaScript counts the byte order mark among white space, though nobody sees it. */
const spaces = /(?:(?!\ufeff)[\s\u0085])+/gu;

/** For a cell or a name within a text: each unsafe character is shown as `?`, so that a disguised name is seen to be one. */
export const printable = (text: string): string => text.replace(unsafe, '?');

/** As `printable`, for a text of several lines: its line breaks stay, so whatever was put into it must be one line already. */
export const printableLines = (text: string): string => text.replace(unsafeInLines, '?');

/**
 * For a subject, a row, a reason, a name on a page: as `printable`, and white space of any kind is one space between words.
 *
 * @param longest  as `length` counts; what is longer is cut, and ends with `…`. Not cut if left out
 */
export function oneLine(text: string, longest = Number.POSITIVE_INFINITY): string {
  const line = printable(text.replace(spaces, ' ').replace(/^ | $/g, ''));
  return line.length <= longest ? line : `${cut(line, longest - 1).trimEnd()}…`;
}

/** JSON whose unsafe characters are escaped: the same value, and nothing in it that a terminal obeys. */
export const printableJson = (json: string): string =>
  json.replace(unsafeInLines, (character) =>
    Array.from(
      { length: character.length },
      (_, i) => `\\u${character.charCodeAt(i).toString(16).padStart(4, '0')}`,
    ).join(''),
  );
