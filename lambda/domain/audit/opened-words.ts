/** How the record of a cycle's opening says that the cycle is an emergency, or a dry run: parts of its detail, between commas. */
export const openedWords = { emergency: 'an emergency', dryRun: 'dry run' } as const;
