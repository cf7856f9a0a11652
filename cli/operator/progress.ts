/** Fewer than these are done so soon that nobody needs progress. */
const WORTH_TELLING = 20;
const TOLD_EVERY = 10;

/**
 * Counts what is done of many, a line for every tenth, so that whoever waits sees that it goes on.
 *
 * @param write  to standard error: what a command prints stays what scripts expect
 * @returns to be called with each one that is done
 */
export function progressOf(total: number, what: string, write: (line: string) => void): () => void {
  let done = 0;
  return () => {
    done += 1;
    if (total >= WORTH_TELLING && (done % TOLD_EVERY === 0 || done === total)) write(`${done} of ${total} ${what}\n`);
  };
}
