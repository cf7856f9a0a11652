/** What an error says to a person. Anything can be thrown. */
export const sentenceOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
