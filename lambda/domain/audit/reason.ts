/** Characters of a reason in records, pages and messages, be it a person's words or an error's. */
export const LONGEST_REASON = 500;
