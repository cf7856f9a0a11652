import { oneLine } from './printable.ts';

/** Blocks whose letters are written from right to left: Hebrew, Arabic and their neighbours, their presentation forms, and those of the other planes. */
const RIGHT_TO_LEFT = String.raw`\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}`;
const RUN = new RegExp(`[${RIGHT_TO_LEFT}](?:[ '’.-]*[${RIGHT_TO_LEFT}])*`, 'gu');

const FIRST_STRONG_ISOLATE = '\u2068';
const POP_ISOLATE = '\u2069';

/**
 * Words that are written from right to left keep their direction to themselves: without the marks, the digits and brackets beside such a
 * name change places, and "3 of 5" is read as "5 of 3".
 */
export const isolated = (line: string): string => line.replace(RUN, `${FIRST_STRONG_ISOLATE}$&${POP_ISOLATE}`);

/** Mail programs make a link of whatever begins like an address, wherever it stands: a name must not become one. */
const withoutAddresses = (line: string): string => line.replaceAll('://', ': //').replace(/\bwww\./gi, '$& ');

/**
 * A line of a ticket in which foreign words stand: as `oneLine`, and leading nowhere. What sends the ticket isolates the whole text.
 *
 * @param longest  as of `oneLine`
 */
export const unlinkedLine = (text: string, longest?: number): string => withoutAddresses(oneLine(text, longest));

/**
 * A line of a mail or a card in which foreign names stand: as `oneLine`, reordering nothing and leading nowhere. Addresses of our own are
 * therefore never part of a line; they have places of their own.
 *
 * @param longest  as of `oneLine`; what makes the line safe may come on top
 */
export const safeLine = (text: string, longest?: number): string => isolated(unlinkedLine(text, longest));
