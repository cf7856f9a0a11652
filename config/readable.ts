/**
 * Characters that make a name look like another one. A name that is pasted with one of them matches no account, and protects none,
 * while everybody who reads it believes that it does.
 *
 * @returns what is wrong, naming the character and its place; `undefined`: nothing
 */
export function problemOfCharacters(text: string): string | undefined {
  return invisibleIn(text) ?? mixedScriptsIn(text);
}

/** Control, format (zero-width, bidirectional), unassigned and private characters, lone surrogates, and letters that are blank. */
const INVISIBLE = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]/u;

function invisibleIn(text: string): string | undefined {
  const place = [...text].findIndex((each) => INVISIBLE.test(each));
  if (place === -1) return undefined;
  return `must not have invisible characters: there is ${described([...text][place] ?? '')} at character ${place + 1}`;
}

/** Scripts that have letters which look like Latin ones, or like each other. */
const LOOK_ALIKES = ['Latin', 'Cyrillic', 'Greek', 'Armenian', 'Cherokee', 'Coptic'] as const;
const isIn = (script: (typeof LOOK_ALIKES)[number]) => new RegExp(`^\\p{Script=${script}}$`, 'u');
const scripts = LOOK_ALIKES.map((name) => ({ name, letter: isIn(name) }));
const scriptOf = (letter: string) => scripts.find((each) => each.letter.test(letter))?.name;

/** Within a word: a UPN is one, and a display name may have words of several scripts. */
function mixedScriptsIn(text: string): string | undefined {
  let start = 0;
  for (const word of text.split(/(\s)/u)) {
    const problem = mixedIn(word, start);
    if (problem !== undefined) return problem;
    start += [...word].length;
  }
  return undefined;
}

function mixedIn(word: string, start: number): string | undefined {
  const letters = [...word].map((letter, i) => ({ letter, place: start + i + 1, script: scriptOf(letter) }));
  const count = (script: string | undefined) => letters.filter((each) => each.script === script).length;
  const used = [...new Set(letters.flatMap(({ script }) => script ?? []))].toSorted((a, b) => count(b) - count(a));
  const odd = letters.find(({ script }) => script !== undefined && script !== used[0]);
  if (odd === undefined) return undefined;
  return `must not mix scripts: '${odd.letter}' (${codeOf(odd.letter)}, ${odd.script}) at character ${odd.place} only looks like a letter of the others, which are ${used[0]}`;
}

const codeOf = (character: string) =>
  `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;

const names: ReadonlyMap<string, string> = new Map([
  ['\u00ad', 'soft hyphen'],
  ['\u200b', 'zero-width space'],
  ['\u200c', 'zero-width non-joiner'],
  ['\u200d', 'zero-width joiner'],
  ['\u200e', 'left-to-right mark'],
  ['\u200f', 'right-to-left mark'],
  ['\u202e', 'right-to-left override'],
  ['\u2060', 'word joiner'],
  ['\ufeff', 'byte order mark'],
  ['\t', 'tab'],
  ['\n', 'line feed'],
  ['\r', 'carriage return'],
]);

const described = (character: string) => {
  const name = names.get(character);
  return name === undefined ? codeOf(character) : `${codeOf(character)} (${name})`;
};
