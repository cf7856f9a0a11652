export async function errorOf(run: Promise<unknown>): Promise<Error> {
  const error: unknown = await run.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof Error)) throw new Error('expected an error');
  return error;
}

/** Everything that a logger could print about an error, causes included. */
export function printed(error: unknown): string {
  if (!(error instanceof Error)) return `${String(error)} ${JSON.stringify(error)}`;
  return [
    error.message,
    error.stack,
    JSON.stringify(error),
    JSON.stringify(Object.entries(error)),
    printed(error.cause),
  ].join('\n');
}
