import { readFileSync } from 'node:fs';

/** The tables of docs/aws-errors.md. */
const doc = readFileSync('docs/aws-errors.md', 'utf8');

interface Row {
  readonly names: readonly string[];
  readonly cells: readonly string[];
}

const inCode = (text: string) => [...text.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name);

function rowsUnder(heading: string): readonly Row[] {
  const [, section = ''] = doc.split(`\n## ${heading}\n`);
  const [own = ''] = section.split('\n## ');
  return own
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) => {
      const [names = '', ...cells] = line.split('|').slice(1, -1);
      return { names: inCode(names), cells: cells.map((each) => each.trim()) };
    });
}

/** Name → the operation whose model knows it. */
export const modelled: ReadonlyMap<string, string> = new Map(
  rowsUnder('Names that a model knows').flatMap(({ names, cells }) =>
    names.map((name) => [name, inCode(cells[0] ?? '')[0] ?? ''] as const),
  ),
);

const namesUnder = (heading: string) => rowsUnder(heading).flatMap(({ names }) => names);

/** Names of no model that workflows wait for, and those that only the embedded cloud answers. Each row says where they were confirmed. */
export const generic = new Set(namesUnder('Names that no model knows'));
export const ofEmbeddedCloud = new Set(namesUnder('Names that the embedded cloud answers besides'));

export const unconfirmed = ['Names that no model knows', 'Names that the embedded cloud answers besides']
  .flatMap(rowsUnder)
  .filter(({ cells }) => cells.length !== 2 || cells.some((each) => each === ''))
  .flatMap(({ names }) => names);
