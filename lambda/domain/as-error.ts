/** What was thrown, as an error: anything can be thrown. @param otherwise  says what failed, where it was none */
export const asError = (thrown: unknown, otherwise: string): Error =>
  thrown instanceof Error ? thrown : new Error(otherwise);
