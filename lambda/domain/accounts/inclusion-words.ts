import type { InclusionReason, PlannedAccount } from './account.ts';
import { scopeWords } from './scope-words.ts';

/** "Helpdesk Administrator, whole tenant, via group Help desk". The same in plans, mails, pages and records. */
export function inclusionWords(reason: InclusionReason): string {
  if (reason.kind === 'matcher') return reason.matcher;
  return `${reason.role}, ${scopeWords(reason.scope)}, ${reason.path}`;
}

/** Why an account is rotated, in one line. */
export const inclusionSentence = ({ reasons, passwordNeverExpires }: PlannedAccount): string =>
  `${reasons.map(inclusionWords).join('; ')}${passwordNeverExpires ? ' (password never expires)' : ''}`;

/** "password set 2026-01-20", the day in UTC. */
export const passwordAge = ({ passwordChangedAt }: PlannedAccount): string =>
  passwordChangedAt === undefined ? 'password age unknown' : `password set ${passwordChangedAt.slice(0, 10)}`;
