const collator = new Intl.Collator('en', { numeric: true });

/** The one order of names on pages and in mails: as in a telephone book, and 2 before 10. Names that it cannot tell apart keep a fixed order. */
export const compareNames = (one: string, other: string): number =>
  collator.compare(one, other) || (one < other ? -1 : one > other ? 1 : 0);
