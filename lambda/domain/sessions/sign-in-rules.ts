/** What the estate asks of a sign-in at Microsoft, before a technician may decide or see a password. */
export interface SignInRules {
  /** Minutes: no decision and no password on a sign-in that is older. */
  readonly maxAgeMinutes: number;
  /** Id of the Conditional Access authentication context that must be satisfied, such as `c1`; none if left out. */
  readonly authenticationContext?: string | undefined;
  /** Whether guests of the home tenant may sign in: outside auditors are guests. No, if left out. */
  readonly guestsMay?: boolean;
}

/** What an ID token of the home tenant says about a sign-in. */
export interface SignInEvidence {
  /** The optional claim `acct`; `unknown` where the app registration does not add it to tokens. */
  readonly account: 'member' | 'guest' | 'unknown';
  /** The claim `auth_time`: when the person last proved who they are, which may be long before the token was made. */
  readonly authenticatedAt: Date | undefined;
  /** The claim `acrs`: authentication contexts that were satisfied. */
  readonly authenticationContexts: readonly string[];
}

/** Why a sign-in at Microsoft is not enough. What is not known counts as not so. */
export type SignInShortcoming = 'guest' | 'account-unknown' | 'time-unknown' | 'too-old' | 'context-missing';

export interface GoodSignIn {
  readonly authenticatedAt: Date;
  readonly authenticationContexts: readonly string[];
}

const MINUTE_MS = 60_000;
/** Two clocks, and the time that a second factor takes: `auth_time` is that of the first one. */
const TOLERANCE_MS = 5 * MINUTE_MS;
/** How long a person may take to fill in a form. */
const FORM_MS = 30 * MINUTE_MS;

/** Checks a sign-in when it comes back from Microsoft. */
export function judgeSignIn(evidence: SignInEvidence, rules: SignInRules, now: Date): GoodSignIn | SignInShortcoming {
  const { account, authenticatedAt, authenticationContexts } = evidence;
  if (account !== 'member' && rules.guestsMay !== true) return account === 'guest' ? 'guest' : 'account-unknown';
  const age = authenticatedAt === undefined ? Number.NaN : now.getTime() - authenticatedAt.getTime();
  // No time, one that is no date, and one that lies ahead by more than two clocks differ.
  if (authenticatedAt === undefined || Number.isNaN(age) || age < -TOLERANCE_MS) return 'time-unknown';
  if (age > rules.maxAgeMinutes * MINUTE_MS + TOLERANCE_MS) return 'too-old';
  if (!satisfies(authenticationContexts, rules)) return 'context-missing';
  return { authenticatedAt, authenticationContexts };
}

/**
 * Whether a session's sign-in still allows to decide and to reveal. `ends-soon`: a form that was opened may be sent, but none is opened any
 * more, because the person could not send it in time.
 */
export function standingOf(signIn: GoodSignIn, rules: SignInRules, now: Date): 'good' | 'ends-soon' | 'over' {
  const age = now.getTime() - signIn.authenticatedAt.getTime();
  if (!satisfies(signIn.authenticationContexts, rules) || age > rules.maxAgeMinutes * MINUTE_MS + TOLERANCE_MS)
    return 'over';
  return age > askAgainAfter(rules) ? 'ends-soon' : 'good';
}

/** Seconds of OpenID Connect's `max_age`: Microsoft asks anew where a form could not be sent in time. */
export const maxAgeToAsk = (rules: SignInRules): number => Math.floor(askAgainAfter(rules) / 1_000);

function askAgainAfter({ maxAgeMinutes }: SignInRules): number {
  const longest = maxAgeMinutes * MINUTE_MS;
  return longest - Math.min(FORM_MS, longest / 2);
}

const satisfies = (contexts: readonly string[], { authenticationContext: wanted }: SignInRules): boolean =>
  wanted === undefined || contexts.includes(wanted);
