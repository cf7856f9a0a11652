/** What kind of character a password has at a place: in words for screen readers, by colour and underline for the eye. */
type CharacterKind = 'capital' | 'small' | 'digit' | 'symbol';

export interface Character {
  readonly text: string;
  readonly kind: CharacterKind;
  /** "capital K", "digit 7", "symbol hash". */
  readonly spoken: string;
}

const symbolNames: Readonly<Record<string, string>> = {
  '!': 'exclamation mark',
  '#': 'hash',
  '%': 'per cent',
  '+': 'plus',
  '@': 'at sign',
  ':': 'colon',
  '=': 'equals',
  '?': 'question mark',
  '*': 'asterisk',
  '-': 'hyphen',
  _: 'underscore',
};

/** A password, character by character. */
export const charactersOf = (password: string): readonly Character[] =>
  [...password].map((text) => {
    const kind = kindOf(text);
    return { text, kind, spoken: `${kind} ${kind === 'symbol' ? (symbolNames[text] ?? text) : text}` };
  });

function kindOf(text: string): CharacterKind {
  if (/^\d$/.test(text)) return 'digit';
  if (/^\p{Lu}$/u.test(text)) return 'capital';
  return /^\p{Ll}$/u.test(text) ? 'small' : 'symbol';
}

/** Groups of four, as they are read out. */
export function groupsOf(characters: readonly Character[]): readonly (readonly Character[])[] {
  return Array.from({ length: Math.ceil(characters.length / 4) }, (_, group) =>
    characters.slice(group * 4, group * 4 + 4),
  );
}
