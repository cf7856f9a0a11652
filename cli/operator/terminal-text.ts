import { printable } from '../../lambda/domain/text/printable.ts';

/** Rows in columns as wide as their widest cell; the last one is as long as it is. */
export function columns(rows: readonly (readonly string[])[], indent: string): readonly string[] {
  const cells = rows.map((row) => row.map(printable));
  const widths = cells.reduce<number[]>(
    (sofar, row) => row.map((cell, i) => Math.max(sofar[i] ?? 0, [...cell].length)),
    [],
  );
  return cells.map((row) => {
    const padded = row.map((cell, i) =>
      i === row.length - 1 ? cell : cell + ' '.repeat((widths[i] ?? 0) - [...cell].length),
    );
    return `${indent}${padded.join('  ')}`.trimEnd();
  });
}
