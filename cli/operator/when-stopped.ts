const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/**
 * Cleans up where Ctrl-C ends a command in the middle; the command ends as it would have, with the exit code of that signal.
 *
 * @param clean  what `finally` would do; it must not wait
 * @returns what is called when there is nothing left to clean up
 */
export function whenStopped(clean: () => void): () => void {
  const stop = (signal: NodeJS.Signals) => {
    forget();
    clean();
    process.kill(process.pid, signal);
  };
  const forget = () => {
    for (const each of SIGNALS) process.off(each, stop);
  };
  for (const each of SIGNALS) process.on(each, stop);
  return forget;
}
