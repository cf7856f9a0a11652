import { exclusionCounts } from '../../domain/accounts/exclusion-counts.ts';
import { reasonWords } from '../../domain/audit/reason-words.ts';
import type { Cycle, TenantInCycle, Totals } from '../../domain/cycle/cycle.ts';
import type { CycleDigest, CycleSeal } from '../../domain/cycle/cycle-digest.ts';
import { digestParts, unsealedSentence } from '../../domain/cycle/digest-words.ts';
import { leftOutLines } from '../../domain/cycle/left-out.ts';
import { requestedSentence } from '../../domain/cycle/requested-words.ts';
import { countInVaultWriting, type VaultCounts } from '../../domain/cycle/vault-counts.ts';
import type { Rotation } from '../../domain/rotation/rotation.ts';
import { counted } from '../../domain/text/counted.ts';
import { printable } from '../../domain/text/printable.ts';
import { countLeftOut, countToRotate } from '../../domain/totals.ts';
import type { MailText, TeamCard } from '../../ports/messages.ts';
import { CHANGED_ELSEWHERE } from './changed-elsewhere-line.ts';
import { DRILL } from './drill-line.ts';
import { NOT_IN_VAULT } from './not-in-vault-lines.ts';
import { outcomeSections } from './outcome-lines.ts';
import type { Standing } from './standing.ts';
import { NOT_COLLECTED } from './uncollected-lines.ts';

export interface CycleSummary {
  readonly cycleId: string;
  readonly dryRun: boolean;
  /** Who asked for it by hand, and why. */
  readonly requested?: Cycle['requested'];
  /** Why the cycle was closed before its tenants were done. */
  readonly failure?: string | undefined;
  readonly totals: Totals;
  /** Hash of the checkpoint that seals the cycle. The mail is a copy of it that nobody can change in AWS. Left out: none does. */
  readonly sealHash?: string | undefined;
  /** Tenants that have the schedule, and that the cycle left out. */
  readonly leftOut?: Cycle['leftOut'];
  /** Tenants that failed as a whole. */
  readonly failedTenants: readonly TenantInCycle[];
  /** Accounts that nobody may decide about, so that nobody was asked, one line each. */
  readonly undecidable: readonly string[];
  /** Rotations that need a person. */
  readonly troubled: readonly Rotation[];
  /** Who has which passwords that nobody has said to be stored, one line each. */
  readonly uncollected: readonly string[];
  /** New passwords that go into the vault. */
  readonly vault: VaultCounts;
  /** Those that are not in it, one line each. */
  readonly notInVault: readonly string[];
  /** Passwords of the class that somebody else has changed: one line, or none. */
  readonly changedElsewhere: readonly string[];
  /** How the break-glass drill stands in the tenants of the cycle: one line, or none. */
  readonly drill: readonly string[];
  /** Who approved, and how old passwords were and are. Left out: the cycle was closed before this was kept. */
  readonly digest?: CycleDigest | undefined;
  readonly seal?: CycleSeal | undefined;
  /** Why no checkpoint seals the cycle. */
  readonly unsealed?: string | undefined;
  /** ISO 8601, UTC. */
  readonly closedAt: string;
  readonly standing: Standing;
  readonly portalUrl: string;
}

/** The result of a cycle, for the team: failures first. For a dry run, see `dryRunMail`. */
export function summaryMail(summary: CycleSummary): MailText {
  const { cycleId, totals } = summary;
  return {
    subject: `${headline(summary)} (${cycleId})`,
    paragraphs: beginning(summary),
    sections: [
      {
        title: 'Tenants that failed',
        rows: summary.failedTenants.map(
          (each) => `${each.displayName}: ${reasonWords(each.failure ?? 'not finished in time')}`,
        ),
      },
      { title: LEFT_OUT, rows: leftOutLines(summary.leftOut) },
      { title: NOBODY_MAY_DECIDE, rows: summary.undecidable },
      ...outcomeSections(summary.troubled, summary.standing).map(({ title, lines }) => ({ title, rows: lines })),
      { title: NOT_COLLECTED, rows: summary.uncollected },
      { title: NOT_IN_VAULT, rows: summary.notInVault },
      { title: CHANGED_ELSEWHERE, rows: summary.changedElsewhere },
      { title: DRILL, rows: summary.drill },
      ...digestParts({ digest: summary.digest }, summary.closedAt).map(({ title, lines }) => ({ title, rows: lines })),
      { title: 'Totals', rows: facts(summary).map(({ name, value }) => `${name}: ${value}`) },
      { title: 'Left out', rows: [exclusionCounts(totals.excluded)] },
    ],
    action: { label: 'Open the cycle', url: cycleUrl(summary) },
    notes: [sealNote(summary)],
  };
}

/** Lines of a card that a person still reads. */
const CARD_LINES = 20;

export function summaryCard(summary: CycleSummary): TeamCard {
  const troubled = [
    ...summary.failedTenants.map((each) => `${each.displayName} failed`),
    ...leftOutLines(summary.leftOut).map((each) => `${LEFT_OUT}: ${each}`),
    ...summary.undecidable.map((each) => `Nobody may decide: ${each}`),
    ...outcomeSections(summary.troubled, summary.standing).flatMap(({ title, lines }) =>
      lines.map((line) => `${title}: ${line}`),
    ),
    ...summary.uncollected.map((each) => `Not stored yet: ${each}`),
    ...summary.notInVault.map((each) => `Not in the vault: ${each}`),
    ...summary.changedElsewhere.map((each) => `Changed by somebody else: ${each}`),
  ];
  return {
    title: headline(summary),
    lines: [
      ...beginning(summary),
      ...troubled.slice(0, CARD_LINES),
      ...(troubled.length > CARD_LINES ? [`and ${troubled.length - CARD_LINES} more: see the portal`] : []),
    ],
    facts: [
      ...facts(summary),
      ...summary.drill.map((value) => ({ name: DRILL, value })),
      ...digestParts(summary, summary.closedAt).flatMap(({ title, lines }) =>
        lines.map((value, n) => ({ name: n === 0 ? title : '', value })),
      ),
    ],
    links: [{ title: 'Open the cycle', url: cycleUrl(summary) }],
  };
}

const LEFT_OUT = 'Tenants that were left out';

/** Of mails and tickets. */
export const NOBODY_MAY_DECIDE = 'Nobody may decide, so nothing was reset';

/** A mail is a copy of the hash that nobody can change in AWS. */
export function sealNote({ sealHash, seal, unsealed }: Pick<CycleSummary, 'sealHash' | 'seal' | 'unsealed'>): string {
  if (sealHash === undefined) return unsealedSentence(unsealed);
  const name = seal?.number === undefined ? 'Seal' : `Checkpoint ${seal.number}`;
  const over = seal === undefined ? '' : `, over the ends of ${counted(seal.chains, 'chain')}`;
  return `${name} of the audit records: ${sealHash}${over}. Keep this mail: with it, anybody can tell whether a record of before was changed or removed (\`rotation audit verify --expect ${sealHash}\`).`;
}

export const cycleUrl = ({ portalUrl, cycleId }: CycleSummary) => `${portalUrl}/cycles/${cycleId}`;

const beginning = (summary: CycleSummary): readonly string[] => [
  closedLine(summary),
  ...[requestedSentence(summary) ?? []].flat(),
];

const closedLine = ({ cycleId, failure }: CycleSummary) =>
  failure === undefined
    ? `Cycle ${cycleId} is closed.`
    : printable(
        `Cycle ${cycleId} failed and is closed: ${failure}. What had begun went on by itself; nothing else was reset.`,
      );

export function headline({ dryRun, totals, failure }: CycleSummary): string {
  if (failure !== undefined)
    return dryRun ? 'Dry run of the password rotation failed' : 'Password rotation: the cycle failed';
  if (dryRun) return dryRunHeadline(totals);
  if (totals.uncertain > 0) return `Password rotation: ${totals.uncertain} uncertain, look at it now`;
  const failed = totals.failed + totals.tenantsFailed;
  const nobody = totals.excluded['nobody-may-decide'] ?? 0;
  if (failed > 0) return `Password rotation: ${failed} failed`;
  return `Password rotation: ${totals.rotated} rotated${nobody === 0 ? '' : `, nobody may decide about ${nobody}`}`;
}

function dryRunHeadline(totals: Totals): string {
  const notReady = totals.tenantsFailed === 0 ? '' : `, ${totals.tenantsFailed} of ${totals.tenants} tenants not ready`;
  return `Dry run of the password rotation: ${countToRotate(totals)} would be rotated${notReady}`;
}

export function facts({ dryRun, totals, vault }: CycleSummary): TeamCard['facts'] {
  const left = countLeftOut(totals.excluded);
  const counts: readonly (readonly [string, number | string])[] = dryRun
    ? [['Would be rotated', countToRotate(totals)]]
    : [
        ['Uncertain', totals.uncertain],
        ['Failed', totals.failed],
        ['Nobody decided in time', totals.expired],
        ['Rejected', totals.rejected],
        ['Approved', totals.approved],
        ['Rotated', totals.rotated],
        ...(countInVaultWriting(vault) === 0
          ? []
          : ([['In the vault', `${vault.written} of ${countInVaultWriting(vault)}`]] as const)),
      ];
  return [
    { name: 'Tenants', value: `${totals.tenants}, of which ${totals.tenantsFailed} failed` },
    ...counts.map(([name, count]) => ({ name, value: String(count) })),
    { name: 'Accounts seen', value: `${totals.accountsSeen}, of which ${left} left out` },
  ];
}
