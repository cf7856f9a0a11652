import { join } from 'node:path';
import type { Summary } from './summary.ts';

/** What a run wrote into the vault. */
interface VaultLine {
  /** Such as `it-glue`. */
  readonly system: string;
  /** How many records. */
  readonly written: number;
}

/** What the terminal says of a cycle that has ended. */
export function summaryLines(
  summary: Summary,
  out: string,
  { dryRun }: { readonly dryRun: boolean },
  vault?: VaultLine,
): readonly string[] {
  const { cycleId, tenants, accounts, links, messages, audit, seconds } = summary;
  const left = Object.values(accounts.excluded).reduce((sum, each) => sum + each, 0);
  const seen = `${accounts.discovered} seen, ${left} left out`;
  return [
    `Cycle ${cycleId} closed after ${seconds} s.`,
    `  tenants    ${tenants.total}, of which ${tenants.failed} failed`,
    ...(dryRun
      ? [`  accounts   ${seen}, ${accounts.discovered - left} would be rotated`]
      : [
          `  accounts   ${seen}, ${accounts.approved} approved, ${accounts.rejected} rejected, ${accounts.expired} expired`,
          `  rotations  ${accounts.rotated} rotated, ${accounts.failed} failed, ${accounts.uncertain} uncertain`,
          `  links      ${links.issued} issued, ${links.revealed} opened`,
          ...(vault === undefined
            ? []
            : [`  vault      ${vault.written} of ${accounts.rotated} passwords written into ${vault.system}`]),
        ]),
    `  messages   ${messages.mail} mails, ${messages.teams} cards, ${messages.tickets} tickets`,
    ...(dryRun
      ? []
      : [
          `  audit      ${audit.records} records in ${audit.chainsVerified} chains verified, seal ${audit.sealVerified ? 'verified' : 'not verified'}`,
        ]),
    `  written to ${join(out, 'summary.json')}`,
  ];
}

/** What happens after a dry run: its mail is the result. */
export const dryRunLines = (staysUp: boolean, inbox: string, out: string): readonly string[] =>
  staysUp
    ? [`Who would be rotated and why is in the inbox: ${inbox}`, 'The pages stay up; Ctrl-C stops everything.']
    : [`Who would be rotated and why is in the mail: ${join(out, 'mail')}`];
