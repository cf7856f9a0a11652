import { printableJson, printableLines } from '../../lambda/domain/text/printable.ts';
import { isDenied, sentenceOf } from './sentence-of.ts';

/**
 * What a command finds goes to standard output, and nothing else does: scripts read it. Directories have a say in it, so no character
 * of it commands the terminal.
 */
export const print = (text: string): void => {
  process.stdout.write(printableLines(text));
};

/** @param text  the same in words; it ends with a line break */
export const printResult = (json: boolean, result: unknown, text: string): void =>
  print(json ? printableJson(`${JSON.stringify(result, null, 2)}\n`) : text);

/** What a person should look at, and what stops nothing. */
export const printWarning = (text: string): void => {
  process.stderr.write(`${printableLines(text)}\n`);
};

const MAY_NOT = '\nWhat each command needs: docs/runbook.md, "Who may do this"';

/** How an error ends a command: by its sentence, and exit code 1. */
export function printFailure(error: unknown): void {
  process.stderr.write(`rotation: ${printableLines(sentenceOf(error))}${isDenied(error) ? MAY_NOT : ''}\n`);
  process.exitCode = 1;
}
