import type { IncludedAccount, InclusionReason } from './account.ts';

/** "Helpdesk Administrator, whole tenant, via group Help desk". Said alike in plans, mails, pages and records. */
export function inclusionWords(reason: InclusionReason): string {
  if (reason.kind === 'matcher') return reason.matcher;
  const scope =
    reason.scope === '/' ? 'whole tenant' : reason.scope.replace('/administrativeUnits/', 'administrative unit ');
  return `${reason.role}, ${scope}, ${reason.path}`;
}

/** Everything that speaks for rotating an account, in one line. */
export const whyRotated = ({ reasons, passwordNeverExpires }: IncludedAccount): string =>
  `${reasons.map(inclusionWords).join('; ')}${passwordNeverExpires ? ' (password never expires)' : ''}`;

/** "password set 2026-01-20", the day in UTC. */
export const passwordAge = ({ passwordChangedAt }: IncludedAccount): string =>
  passwordChangedAt === undefined ? 'password age unknown' : `password set ${passwordChangedAt.slice(0, 10)}`;
