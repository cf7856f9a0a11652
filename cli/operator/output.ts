import { printable } from '../../lambda/domain/text/printable.ts';

/** What a command finds goes to standard output, and nothing else does: scripts read it. */
export const print = (text: string): void => {
  process.stdout.write(text);
};

/** @param text  the same in words; it ends with a line break */
export const printResult = (json: boolean, result: unknown, text: string): void =>
  print(json ? `${JSON.stringify(result, null, 2)}\n` : text);

/** How an error ends a command: by its sentence, and exit code 1. Services and directories have a say in it, so it must be safe to show. */
export function printFailure(error: unknown): void {
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`rotation: ${message.split('\n').map(printable).join('\n')}\n`);
  process.exitCode = 1;
}
