import type { TenantInCycle } from '../../domain/cycle/cycle.ts';
import { countNotRotated } from '../../domain/plan/plan.ts';
import { planSections } from '../../domain/plan/plan-lines.ts';
import { failureSentence } from '../../domain/rotation/failure-sentence.ts';
import { printable } from '../../domain/text/printable.ts';
import type { MailText, Section } from '../../ports/messages.ts';
import type { ComparedPlan } from '../discovery/recorded-plan.ts';
import { type CycleSummary, cycleUrl, facts, headline, sealNote } from './cycle-summary.ts';

/** A dry run is what a release waits for. */
const RELEASE =
  'Schedules start only for tenants that are released. If this is what you mean, release those that are on hold: npm run rotation -- release --all --reason "dry run looked at".';

/** A tenant of a dry run, and what a cycle would do there. */
export interface PlannedTenant {
  readonly tenant: TenantInCycle;
  readonly plan: ComparedPlan;
}

/** More rows than these of one kind are counted, and shown in the portal alone. */
const ROWS_PER_SECTION = 25;
/** Rows of a mail that a person still reads. Each tenant that does not fit gets one line. */
const ROWS_IN_ALL = 300;

/** Which accounts a cycle would rotate and which not, in the words of `rotation plan`. Tenants that are not ready come first. */
export function dryRunMail(summary: CycleSummary, planned: readonly PlannedTenant[]): MailText {
  const { cycleId, failedTenants } = summary;
  const { shown, counted } = splitByRows(planned, ROWS_IN_ALL);
  return {
    subject: `${headline(summary)} (${cycleId})`,
    paragraphs: [
      `Dry run ${cycleId} is done. Nobody was asked and nothing was reset.`,
      'This is what a cycle would do with the directories as they are. It reads them again when it begins.',
    ],
    sections: [
      { title: 'Not ready, nothing is rotated here', rows: failedTenants.map(notReadyLine) },
      { title: 'Totals', rows: facts(summary).map(({ name, value }) => `${name}: ${value}`) },
      ...shown.flatMap(tenantSections),
      {
        title: 'Further tenants',
        rows: counted.map(
          ({ tenant, plan }) =>
            `${tenant.displayName}: ${plan.rotate.length} to rotate, ${countNotRotated(plan)} left out`,
        ),
      },
    ],
    action: { label: 'Open the dry run', url: cycleUrl(summary) },
    notes: [RELEASE, sealNote(summary)],
  };
}

/** The tenants whose sections fit, from the first one on, and the others. */
function splitByRows(planned: readonly PlannedTenant[], most: number) {
  const shown: PlannedTenant[] = [];
  const counted: PlannedTenant[] = [];
  let rows = 0;
  for (const each of planned) {
    rows += planSections(each.plan).reduce((sum, section) => sum + Math.min(section.rows.length, ROWS_PER_SECTION), 0);
    if (rows <= most || shown.length === 0) shown.push(each);
    else counted.push(each);
  }
  return { shown, counted };
}

function tenantSections({ tenant, plan }: PlannedTenant): readonly Section[] {
  return planSections(plan).map(({ title, rows }) => {
    const more = rows.length - ROWS_PER_SECTION;
    return {
      title: `${tenant.displayName}: ${title}`,
      rows: [
        ...rows.slice(0, ROWS_PER_SECTION).map((cells) => cells.filter((cell) => cell !== '').join(' · ')),
        ...(more > 0 ? [`and ${more} more: see the dry run`] : []),
      ],
    };
  });
}

const notReadyLine = (tenant: TenantInCycle) =>
  printable(`${tenant.displayName}: ${failureSentence(tenant.failure ?? 'not finished in time')}`);
