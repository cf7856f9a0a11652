/**
 * Reads JSON that can be read in one way only: no member stands twice in an object, and no text holds half of a surrogate pair. Otherwise
 * it takes what RFC 8259 allows, with the escapes that other writers choose.
 */

/**
 * @param white  whether white space may stand between tokens. In lines it must not: some readers end a line at characters that others
 *   take for space
 * @throws {SyntaxError} says what is wrong
 */
export function parseStrictly(text: string, white: 'white space' | 'no white space'): unknown {
  // The same text comes out again: no member stands twice, since the parser keeps one of them only. Halves of pairs come from escapes.
  const parsed: unknown = JSON.parse(text);
  checkReading(text, parsed, undefined, white);
  return parsed;
}

/**
 * As `parseStrictly`, for what was parsed already.
 *
 * @param shortest  how many characters the shortest JSON of that value has, where it is known. A text that has no more holds nothing twice
 */
export function checkReading(
  text: string,
  parsed: unknown,
  shortest: number | undefined,
  white: 'white space' | 'no white space',
): void {
  const isPlain = !text.includes('\\ud') && !text.includes('\\uD');
  if (isPlain && (text.length === shortest || JSON.stringify(parsed) === text)) return;
  checkMembers(text, white === 'white space');
}

const STRING = /"(?:[^"\\]|\\.)*"/y;

/** What `JSON.parse` has accepted is well-formed JSON: only names of members, and texts, are left to look at. */
function checkMembers(text: string, mayHaveSpace: boolean): void {
  /** Names so far, of each object that is open; `undefined` for a list. */
  const open: (Set<string> | undefined)[] = [];
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (!mayHaveSpace && character !== undefined && ' \t\r\n'.includes(character)) {
      throw new SyntaxError('there is white space between its tokens');
    }
    if (character === '{') open.push(new Set());
    else if (character === '[') open.push(undefined);
    else if (character === '}' || character === ']') open.pop();
    else if (character === '"') {
      STRING.lastIndex = at;
      const [quoted = '""'] = STRING.exec(text) ?? [];
      at += quoted.length - 1;
      const content: unknown = JSON.parse(quoted);
      if (typeof content !== 'string' || !content.isWellFormed())
        throw new SyntaxError('a text holds half of a character');
      if (!isName(text, at + 1)) continue;
      const names = open.at(-1);
      if (names?.has(content)) throw new SyntaxError(`the member ${quoted} stands twice in one object`);
      names?.add(content);
    }
  }
}

const SPACE = /[ \t\n\r]*/y;

function isName(text: string, after: number): boolean {
  SPACE.lastIndex = after;
  return text[after + (SPACE.exec(text)?.[0].length ?? 0)] === ':';
}
