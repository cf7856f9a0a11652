import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';

/** Each answer of the threat model is held by tests that are there, or says plainly that nothing holds it. */

const chapters = readFileSync('docs/threat-model.md', 'utf8').split(/^## /m);

/** Rows of the table of a chapter, by cells, without its head. */
function rowsOf(title: string): readonly (readonly string[])[] {
  const chapter = chapters.find((each) => each.startsWith(`${title}\n`)) ?? '';
  const [, , ...rows] = chapter.split('\n').filter((line) => line.startsWith('|'));
  return rows.map((row) =>
    row
      .split(/(?<!\\)\|/)
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

const linksIn = (cell: string) => [...cell.matchAll(/\[`([^`]+)`\]\(([^)]+)\)/g)].map(([, name, to]) => ({ name, to }));

describe.each([
  ['Attacks', 40],
  ['Failures without an attacker', 10],
])('%s', (title, atLeast) => {
  const rows = rowsOf(title);

  test('has its rows, of three cells each', () => {
    expect(rows.length).toBeGreaterThan(atLeast);
    expect(rows.filter((cells) => cells.length !== 3 || cells.some((cell) => cell === ''))).toEqual([]);
  });

  test('each row names one to three tests, or says why there is none', () => {
    const unheld = rows.filter(([, , held = '']) => {
      const found = linksIn(held).length;
      return held.startsWith('nothing: ') ? held.length < 40 : found < 1 || found > 3;
    });
    expect(unheld).toEqual([]);
  });

  test('each test is there, and has the name that is shown', () => {
    const lost = rows
      .flatMap(([, , held = '']) => linksIn(held))
      .filter(({ name, to = '' }) => !to.endsWith(`/${name}.test.ts`) || !existsSync(join('docs', to)));
    expect(lost).toEqual([]);
  });
});
