import { counted } from '../text/counted.ts';
import type { InclusionReason, PlannedAccount } from './account.ts';
import { scopeWords } from './scope-words.ts';

/** "Helpdesk Administrator, whole tenant, via group Help desk". The same in plans, mails, pages and records. */
export function inclusionWords(reason: InclusionReason): string {
  if (reason.kind === 'matcher') return reason.matcher;
  const { role, scope, scopeName, furtherScopes = 0, path } = reason;
  const further = furtherScopes === 0 ? '' : ` and ${counted(furtherScopes, 'further scope')}`;
  return `${role}, ${scopeWords(scope, scopeName)}${further}, ${path}`;
}

/** Why an account is rotated, in one line. */
export const inclusionSentence = ({ reasons, passwordNeverExpires }: PlannedAccount): string =>
  `${reasons.map(inclusionWords).join('; ')}${passwordNeverExpires ? ' (password never expires)' : ''}`;

/** "password set 2026-01-20", the day in UTC. */
export const passwordAge = ({ passwordChangedAt }: Pick<PlannedAccount, 'passwordChangedAt'>): string =>
  passwordChangedAt === undefined ? 'password age unknown' : `password set ${passwordChangedAt.slice(0, 10)}`;

/** Why it is not known when an account signed in last. */
export const LAST_SIGN_IN_UNKNOWN = 'last sign-in unknown (no P1 licence, or not permitted)';

/** "last sign-in 2026-01-20", the day in UTC. */
export function lastSignInWords({ lastSignIn }: Pick<PlannedAccount, 'lastSignIn'>): string {
  switch (lastSignIn?.kind) {
    case 'succeeded':
      return `last sign-in ${lastSignIn.at.slice(0, 10)}`;
    case 'attempted':
      return `last attempt to sign in ${lastSignIn.at.slice(0, 10)}`;
    case 'none-on-record':
      return 'no sign-in on record';
    default:
      return LAST_SIGN_IN_UNKNOWN;
  }
}

/** "may break: backup job on srv-bak01; scanner"; empty where the estate has no note about the account. */
export const dependantsWords = ({ dependants = [] }: Pick<PlannedAccount, 'dependants'>): string =>
  dependants.length === 0 ? '' : `may break: ${dependants.join('; ')}`;
