/** Texts of the estate inside scripts: none of them ends a quotation, or begins a command. */

/** For a POSIX shell. */
export const shell = (text: string): string => `'${oneLine(text).replaceAll("'", `'\\''`)}'`;

/** For PowerShell, whose quotes are curly ones too. */
export const powerShell = (text: string): string =>
  `'${oneLine(text).replace(/['‘’‚‛]/g, (quote) => `${quote}${quote}`)}'`;

/** For a comment, which ends with its line. */
export const comment = (text: string): string => `# ${oneLine(text)}`;

const oneLine = (text: string): string => text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ');
