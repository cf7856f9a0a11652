/**
 * Drops what is written to `console.error` until the end. Keeper's SDK prints there what it skips, with the parser's error, which quotes a
 * decrypted record (R4). Our own log does not go that way.
 */
export function silenceConsole(): { readonly broken: () => boolean; readonly end: () => void } {
  const { error } = console;
  let lines = 0;
  console.error = () => {
    lines++;
  };
  return {
    /** Whether anything was to be printed. */
    broken: () => lines > 0,
    end: () => {
      console.error = error;
    },
  };
}
