import type { TenantInCycle, Totals } from '../../domain/cycle.ts';
import type { Rotation } from '../../domain/rotation.ts';
import type { TeamCard } from '../../ports.ts';
import type { MailText } from './mail-text.ts';
import { outcomeSections } from './outcome-lines.ts';
import { leftOut } from './tenant-ticket.ts';

export interface CycleSummary {
  readonly cycleId: string;
  readonly dryRun: boolean;
  readonly totals: Totals;
  /** Hash of the cycle's seal. Outside of our hands, this mail is a witness of it. */
  readonly sealHash: string;
  /** Tenants that failed as a whole. */
  readonly failedTenants: readonly TenantInCycle[];
  /** Rotations that somebody should look at. */
  readonly troubled: readonly Rotation[];
  readonly portalUrl: string;
  readonly timeZone: string;
}

/** What a cycle came to, for the team: failures first. */
export function summaryMail(summary: CycleSummary): MailText {
  const { cycleId, totals, sealHash } = summary;
  return {
    subject: `${headline(summary)} (${cycleId})`,
    paragraphs: [
      `${summary.dryRun ? 'Dry run of cycle' : 'Cycle'} ${cycleId} is closed.`,
      ...(summary.dryRun ? ['Nobody was asked and nothing was reset.'] : []),
    ],
    sections: [
      {
        title: 'Tenants that failed',
        rows: summary.failedTenants.map((each) => `${each.displayName}: ${each.failure ?? 'not finished in time'}`),
      },
      ...outcomeSections(summary.troubled, summary.timeZone).map(({ title, lines }) => ({ title, rows: lines })),
      { title: 'Totals', rows: facts(summary).map(({ name, value }) => `${name}: ${value}`) },
      { title: 'Left out', rows: [leftOut(totals.excluded)] },
    ],
    action: { label: 'Open the cycle', url: cycleUrl(summary) },
    notes: [
      `Seal of the audit records: ${sealHash}. Keep this mail: with it, anybody can tell whether the seal was replaced.`,
    ],
  };
}

export function summaryCard(summary: CycleSummary): TeamCard {
  const troubled = summary.failedTenants.map((each) => `${each.displayName} failed`);
  return {
    title: headline(summary),
    lines: [`Cycle ${summary.cycleId} is closed.`, ...troubled.slice(0, 20)],
    facts: facts(summary),
    links: [{ title: 'Open the cycle', url: cycleUrl(summary) }],
  };
}

const cycleUrl = ({ portalUrl, cycleId }: CycleSummary) => `${portalUrl}/cycles/${cycleId}`;

function headline({ dryRun, totals }: CycleSummary): string {
  if (dryRun) return 'Dry run of the password rotation is done';
  if (totals.uncertain > 0) return `Password rotation: ${totals.uncertain} uncertain, look at it now`;
  const failed = totals.failed + totals.tenantsFailed;
  return failed > 0 ? `Password rotation: ${failed} failed` : `Password rotation: ${totals.rotated} rotated`;
}

function facts({ dryRun, totals }: CycleSummary): TeamCard['facts'] {
  const left = Object.values(totals.excluded).reduce((sum, count) => sum + count, 0);
  const counts: readonly (readonly [string, number])[] = dryRun
    ? [['Would be rotated', totals.accountsSeen - left]]
    : [
        ['Uncertain', totals.uncertain],
        ['Failed', totals.failed],
        ['Nobody decided in time', totals.expired],
        ['Rejected', totals.rejected],
        ['Approved', totals.approved],
        ['Rotated', totals.rotated],
      ];
  return [
    { name: 'Tenants', value: `${totals.tenants}, of which ${totals.tenantsFailed} failed` },
    ...counts.map(([name, count]) => ({ name, value: String(count) })),
    { name: 'Accounts seen', value: `${totals.accountsSeen}, of which ${left} left out` },
  ];
}
