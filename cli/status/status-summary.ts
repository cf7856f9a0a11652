import type { RotationStatus } from '../../lambda/domain/rotation/rotation.ts';
import { counted } from '../../lambda/domain/text/counted.ts';
import { printable } from '../../lambda/domain/text/printable.ts';
import { cycleOutcome } from '../operator/cycle-text.ts';
import { columns } from '../operator/terminal-text.ts';
import type { CycleStatus, RotationNow } from './read-status.ts';

/*
 * Many rotations, so that a person sees on one page what needs somebody: what to do next first, then cycles, each with its tenants by state.
 */

/** What is said about rotations in a summary, what calls loudest in front. */
const kinds = ['uncertain', 'failed', 'waiting', 'under way', 'ended'] as const;
type Kind = (typeof kinds)[number];

/** Tenants shown of the newest cycle that has something to show, the worst in front. */
const MOST_TENANTS = 6;
const COMMAND = 'npm run rotation --';

/** At most forty lines, with those of the command before it, however many rotations, tenants and technicians there are. */
export function statusSummary(cycles: readonly CycleStatus[]): readonly string[] {
  const newest = cycles.find(({ rotations }) => rotations.length > 0);
  return [...nextSteps(cycles), ...cycles.flatMap((each) => cycleLines(each, each === newest))];
}

function nextSteps(cycles: readonly CycleStatus[]): string[] {
  const steps = cycles.flatMap((cycle) => stepsOf(cycle).map((step) => ['', ...step]));
  return steps.length === 0 ? [] : ['What needs somebody next:', ...columns(steps, '  '), ''];
}

/** What, in which cycle, and where to do it. */
function stepsOf({ cycleId, rotations, page, tenantsFailed, notCollected }: CycleStatus): string[][] {
  const counts = countsOf(rotations);
  const step = (number: number, what: string, where: string) => (number === 0 ? [] : [[`${number} ${what}`, where]]);
  const details = `${COMMAND} status --cycle ${cycleId} --all`;
  return [
    ...step(counts.uncertain, 'uncertain: find out which password works', `${COMMAND} status --uncertain`),
    ...step(
      tenantsFailed.length,
      `${tenantsFailed.length === 1 ? 'tenant' : 'tenants'} failed as a whole: each says why`,
      details,
    ),
    ...step(counts.failed, 'failed: each says what can work', details),
    ...step(counts.waiting, 'wait for a technician', page ?? details),
    ...(notCollected.length === 0 ? [] : [['new passwords that nobody has stored yet', details]]),
  ];
}

function cycleLines(cycle: CycleStatus, withTenants: boolean): string[] {
  const { cycleId, dryRun, leftOut, rotations } = cycle;
  const without = leftOut.length === 0 ? '' : '; tenants were left out: --all says which';
  const counts = wordsFor(countsOf(rotations));
  return [
    `${cycleId}${dryRun ? ' (dry run)' : ''}: ${cycleOutcome(cycle)}${withTenants || counts === '' ? '' : `; ${counts}`}${without}`,
    ...(withTenants ? tenantLines(cycleId, rotations) : []),
  ];
}

function tenantLines(cycleId: string, rotations: readonly RotationNow[]): string[] {
  const tenants = [...new Set(rotations.map(({ tenant }) => tenant))];
  const worst = tenants
    .map((tenant) => ({ tenant, counts: countsOf(rotations.filter((each) => each.tenant === tenant)) }))
    .toSorted((one, other) => compare(one.counts, other.counts));
  const rows = worst.slice(0, MOST_TENANTS).map(({ tenant, counts }) => ['', printable(tenant), wordsFor(counts)]);
  const left = worst.length - rows.length;
  return [
    ...columns(rows, '  '),
    ...(left === 0 ? [] : [`    and ${counted(left, 'tenant')} more: ${COMMAND} status --cycle ${cycleId} --all`]),
  ];
}

type Counts = Readonly<Record<Kind, number>>;

function countsOf(rotations: readonly RotationNow[]): Counts {
  const counts = { uncertain: 0, failed: 0, waiting: 0, 'under way': 0, ended: 0 };
  for (const { status } of rotations) counts[kindOf(status)] += 1;
  return counts;
}

const wordsFor = (counts: Counts): string =>
  kinds.flatMap((kind) => (counts[kind] === 0 ? [] : [`${counts[kind]} ${kind}`])).join(', ');

const compare = (one: Counts, other: Counts): number =>
  kinds.map((kind) => other[kind] - one[kind]).find((difference) => difference !== 0) ?? 0;

function kindOf(status: RotationStatus): Kind {
  switch (status) {
    case 'uncertain':
    case 'failed':
      return status;
    case 'awaiting-approval':
      return 'waiting';
    case 'rotated':
    case 'rejected':
    case 'expired':
      return 'ended';
    default:
      return 'under way';
  }
}

/** The first lines, and how many there are besides. */
export const atMost = (
  lines: readonly string[],
  most: number,
  wordsForRest: (left: number) => string,
): readonly string[] =>
  lines.length <= most ? lines : [...lines.slice(0, most), `and ${wordsForRest(lines.length - most)}`];
