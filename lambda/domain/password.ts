/** Letters and digits that nobody confuses when reading aloud or typing: no 0 O o 1 l I. */
const UPPER = 'ABCDEFGHJKLMNPRSTUVWXYZ';
const LOWER = 'abcdefghijkmnpqrstuvwxyz';
const DIGITS = '23456789';
/** The symbols of Microsoft's readable set for LAPS. */
const SYMBOLS = '!#%+@:=?*';

/** Parts of names shorter than this are not looked for: Entra ignores them too. */
const SHORTEST_NAME_PART = 4;

/** Far more than ever needed: a password of the admin profile is drawn again in 7 % of cases. */
const MOST_DRAWS = 1000;

export interface PasswordProfile {
  readonly length: number;
  /** Whether symbols appear; letters and digits always do. */
  readonly symbols: boolean;
}

/** `count` unbiased random integers from 0 to `below` − 1. */
export type RandomIntegers = (below: number, count: number) => readonly number[];

/**
 * A new password: each character drawn uniformly, the whole drawn again until it fits. Forcing characters into places would
 * make some passwords likelier than others.
 *
 * It fits when it begins with a letter (a leading `=` or `@` is a formula in a spreadsheet, a leading `+` an option), has an
 * upper-case letter, a lower-case letter, a digit and, where the profile has them, a symbol, and contains no part of a name.
 *
 * @param names  names that must not appear: the account's and the tenant's
 * @throws when no draw fits, which means that the source of random numbers is broken
 */
export function newPassword(profile: PasswordProfile, names: readonly string[], random: RandomIntegers): string {
  const classes = [UPPER, LOWER, DIGITS, ...(profile.symbols ? [SYMBOLS] : [])];
  const alphabet = classes.join('');
  const forbidden = partsOf(names);
  for (let draws = 0; draws < MOST_DRAWS; draws += 1) {
    const password = random(alphabet.length, profile.length)
      .map((each) => alphabet[each] ?? '')
      .join('');
    const fits =
      password.length === profile.length &&
      /^[A-Za-z]/.test(password) &&
      classes.every((each) => [...each].some((character) => password.includes(character))) &&
      !forbidden.some((each) => password.toLowerCase().includes(each));
    if (fits) return password;
  }
  throw new Error(`none of ${MOST_DRAWS} drawn passwords fits the profile: is the random source broken?`);
}

const partsOf = (names: readonly string[]) =>
  names.flatMap((each) => each.toLowerCase().split(/[^a-z0-9]+/)).filter((each) => each.length >= SHORTEST_NAME_PART);
