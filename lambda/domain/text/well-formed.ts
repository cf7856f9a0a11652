/**
 * A text with U+FFFD in place of each lone half of a surrogate pair. Such a half has no form in UTF-8: what stores or sends it makes
 * something else of it, or refuses the whole. It comes from JSON (`"\ud83d"`), which may hold it, and from texts that were cut by length.
 */
export const wellFormed = (text: string): string => text.toWellFormed();

/**
 * A value made of plain objects, lists and texts, with each text well-formed; itself, where all of its texts are. The names of members are
 * ours, and stay as they are.
 */
export function wellFormedTexts(value: unknown): unknown {
  return areWellFormed(value) ? value : repaired(value);
}

function areWellFormed(value: unknown): boolean {
  if (typeof value === 'string') return value.isWellFormed();
  if (Array.isArray(value)) return value.every(areWellFormed);
  return !isPlain(value) || Object.values(value).every(areWellFormed);
}

function repaired(value: unknown): unknown {
  if (typeof value === 'string') return wellFormed(value);
  if (Array.isArray(value)) return value.map(wellFormedTexts);
  return isPlain(value) ? mapped(value) : value;
}

/** As `wellFormedTexts`, for the attributes of a row. */
export const mapped = (members: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(members).map(([name, member]) => [name, wellFormedTexts(member)]));

const isPlain = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
