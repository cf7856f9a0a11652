import { effLargeWordlist } from './eff-large-wordlist.ts';
import { nameFinder } from './password-names.ts';

/** Letters and digits that nobody confuses when reading aloud or typing: no 0 O o 1 l I. */
const UPPER = 'ABCDEFGHJKLMNPRSTUVWXYZ';
const LOWER = 'abcdefghijkmnpqrstuvwxyz';
const DIGITS = '23456789';
/** The symbols of Microsoft's readable set for LAPS. */
const SYMBOLS = '!#%+@:=?*';
/** Between the words of a passphrase: Entra allows it, and it breaks neither URLs nor scripts inside a text. */
const SEPARATOR = '-';

/** Far more than ever needed: a password of the admin profile is drawn again in 30 % of cases, a passphrase in 0.3 %. */
const MOST_DRAWS = 1000;

/** Random characters. */
export interface CharacterProfile {
  readonly length: number;
  /** Whether symbols appear; letters and digits always do. */
  readonly symbols: boolean;
}

/** Random words, to be spoken and typed. */
export interface PassphraseProfile {
  /** How many words of the EFF's large list; 7 hold 90.5 bits. */
  readonly words: number;
}

export type PasswordProfile = CharacterProfile | PassphraseProfile;

/** `count` unbiased random integers from 0 to `below` − 1. */
export type RandomIntegers = (below: number, count: number) => readonly number[];

/**
 * A new password: all of it drawn uniformly, the whole drawn again until it fits. Forcing characters into places would make
 * some passwords likelier than others.
 *
 * Characters fit when they begin with a letter (a leading `=` or `@` is a formula in a spreadsheet, a leading `+` an option),
 * and have an upper-case letter, a lower-case letter, a digit and, where the profile has them, a symbol. Words fit when they
 * are all different. Neither holds a part of a name.
 *
 * @param names  names that must not appear: the account's and the tenant's
 * @throws when no draw fits, which means that the source of random numbers is broken
 */
export function newPassword(profile: PasswordProfile, names: readonly string[], random: RandomIntegers): string {
  const holdsName = nameFinder(names);
  for (let draws = 0; draws < MOST_DRAWS; draws += 1) {
    const password = 'words' in profile ? drawPassphrase(profile, random) : drawCharacters(profile, random);
    if (password !== undefined && !holdsName(password)) return password;
  }
  throw new Error(`none of ${MOST_DRAWS} drawn passwords fits the profile: is the random source broken?`);
}

const ALPHABET = { plain: UPPER + LOWER + DIGITS, withSymbols: UPPER + LOWER + DIGITS + SYMBOLS };

/** @returns `undefined` for a draw that does not fit */
function drawCharacters({ length, symbols }: CharacterProfile, random: RandomIntegers): string | undefined {
  const alphabet = symbols ? ALPHABET.withSymbols : ALPHABET.plain;
  let password = '';
  for (const each of random(alphabet.length, length)) password += alphabet[each] ?? '';
  const fits =
    password.length === length &&
    /^[A-Za-z]/.test(password) &&
    /[A-Z]/.test(password) &&
    /[a-z]/.test(password) &&
    /[0-9]/.test(password) &&
    (!symbols || /[^A-Za-z0-9]/.test(password));
  return fits ? password : undefined;
}

/** Such as `Uncle-Drop-down-Ferment-Yo-yo-Clutch-Blimp-Quake-7`: with capitals and a digit, as Entra wants three classes. */
function drawPassphrase({ words }: PassphraseProfile, random: RandomIntegers): string | undefined {
  const drawn = random(effLargeWordlist.length, words).map((each) => effLargeWordlist[each]);
  const digit = random(DIGITS.length, 1).map((each) => DIGITS[each]);
  const known = [...drawn, ...digit].filter((each) => each !== undefined);
  // Requiring different words detects a source that always gives the same, and costs less than a hundredth of a bit.
  if (new Set(drawn).size !== words || known.length !== words + 1) return undefined;
  return known.map((each) => each.charAt(0).toUpperCase() + each.slice(1)).join(SEPARATOR);
}
