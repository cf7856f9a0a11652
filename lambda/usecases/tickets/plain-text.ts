import { counted } from '../../domain/text/counted.ts';
import { unlinkedLine } from '../../domain/text/safe-line.ts';

/** One thing in a list: a line, and what belongs to it in lines below. */
export type Item = readonly [string, ...string[]];

export interface TextSection {
  readonly title: string;
  /** What to do about all of them. */
  readonly hint?: string;
  readonly items: readonly Item[];
}

/**
 * A text that reads the same in every PSA: paragraphs, and titled lists. None of them keeps columns in place, so that there are none.
 * What is longer than the PSA takes is cut by whole things, with their number.
 *
 * @param longest  characters
 */
export function plainText(
  beginning: readonly string[],
  sections: readonly TextSection[],
  end: readonly string[],
  longest: number,
): string {
  const shown = sections.filter(({ items }) => items.length > 0);
  const fixed = [...beginning, ...shown.map(headingOf), ...end].reduce((sum, each) => sum + each.length + ROOM, 0);
  let left = longest - fixed;
  const parts = shown.map((section) => {
    const lines: string[] = [headingOf(section)];
    let told = 0;
    for (const item of section.items) {
      const text = itemText(item);
      if (text.length + 1 > left) break;
      left -= text.length + 1;
      lines.push(text);
      told += 1;
    }
    const more = section.items.length - told;
    if (more > 0) lines.push(`- and ${counted(more, 'more', 'more')}: see the address below`);
    return lines.join('\n');
  });
  return [...beginning, ...parts, ...end].filter((each) => each !== '').join('\n\n');
}

/** For empty lines, and for what says how many more there are. */
const ROOM = 60;

const headingOf = ({ title, hint, items }: TextSection) =>
  [`${title.toUpperCase()} (${items.length})`, ...(hint === undefined ? [] : [hint])].join('\n');

const itemText = ([first, ...below]: Item) =>
  [`- ${unlinkedLine(first)}`, ...below.map((each) => `    ${unlinkedLine(each)}`)].join('\n');
