import { cut } from './cut.ts';

/**
 * Names come from customers' directories. A person who may rename an account there can write characters that a terminal, a mail
 * program or a browser obeys, or that nobody sees. Unsafe are: control characters and line breaks (Cc, Zl, Zp); format characters,
 * which turn the direction of writing or have no width (Cf); lone halves of surrogate pairs (Cs); characters without an agreed
 * meaning (Co, Cn); and the other invisible ones (Default_Ignorable_Code_Point, such as Hangul fillers). Variation selectors are
 * safe: they choose how the character before them looks.
 */
const UNSAFE = String.raw`(?!\p{Variation_Selector})[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]`;

const unsafe = new RegExp(UNSAFE, 'gu');
const unsafeOrSpace = new RegExp(String.raw`(?:\s|${UNSAFE})+`, 'gu');

/** For a terminal, or a name within a text: each unsafe character is shown as `?`, so that a disguised name is seen to be one. */
export const printable = (text: string): string => text.replace(unsafe, '?');

/**
 * For a subject, a row, a reason: whatever is unsafe or white space becomes one space between words.
 *
 * @param longest  characters, as `length` counts them; what is longer is cut. Not cut if left out
 */
export const oneLine = (text: string, longest = Number.POSITIVE_INFINITY): string =>
  cut(text.replace(unsafeOrSpace, ' ').trim(), longest).trimEnd();
