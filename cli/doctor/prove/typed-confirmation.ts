import { createInterface } from 'node:readline/promises';

/**
 * Asks a person to type a text, letter by letter. What is not typed is not confirmed, also where nobody is there to type.
 *
 * @param wanted  the text, such as the UPN of an account
 */
export async function typedConfirmation(
  question: string,
  wanted: string,
  input: NodeJS.ReadableStream = process.stdin,
  output: NodeJS.WritableStream = process.stderr,
): Promise<boolean> {
  const lines = createInterface({ input, output, terminal: false });
  output.write(`${question}\n> `);
  const typed = new Promise<string | undefined>((resolve) => {
    lines.once('line', resolve);
    lines.once('close', () => resolve(undefined));
  });
  const line = await typed;
  lines.close();
  return line?.trim() === wanted;
}
