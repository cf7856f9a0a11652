import { statusWords } from '../../lambda/domain/rotation/status-words.ts';
import { counted } from '../../lambda/domain/text/counted.ts';
import { printable } from '../../lambda/domain/text/printable.ts';
import { NOT_COLLECTED } from '../../lambda/usecases/messages/uncollected-lines.ts';
import { cycleOutcome } from '../operator/cycle-text.ts';
import type { CycleStatus, RotationNow } from './read-status.ts';
import { statusSummary } from './status-summary.ts';

/** So many rotations are read one by one; more are counted. */
const READ_ONE_BY_ONE = 6;

const NO_CYCLE =
  'No cycle has run yet. What is on hold, so that schedules start nothing: npm run rotation -- release\n';

export interface WantedText {
  readonly uncertain: boolean;
  /** Each rotation, however many there are. */
  readonly details: boolean;
}

/** Cycles as an operator reads them, newest first: what came of each, and below it the rotations with what to do. */
export function statusText(cycles: readonly CycleStatus[], wanted: WantedText): string {
  if (cycles.length === 0) return wanted.uncertain ? 'No rotation is uncertain.\n' : NO_CYCLE;
  const rotations = cycles.reduce((sum, each) => sum + each.rotations.length, 0);
  const isShort =
    rotations <= READ_ONE_BY_ONE &&
    cycles.every(
      ({ tenantsFailed, leftOut, notCollected }) =>
        tenantsFailed.length + leftOut.length + notCollected.length <= READ_ONE_BY_ONE,
    );
  if (!wanted.details && !isShort) return `${statusSummary(cycles).join('\n')}\n`;
  return `${cycles.flatMap((each) => [...cycleLines(each), '']).join('\n')}`;
}

function cycleLines(cycle: CycleStatus): string[] {
  const { cycleId, dryRun, page, tenantsFailed, leftOut, rotations, notCollected } = cycle;
  return [
    `${cycleId}${dryRun ? ' (dry run)' : ''}: ${cycleOutcome(cycle)}`,
    ...(page === undefined ? [] : [`  ${page}`]),
    ...(tenantsFailed.length === 0 ? [] : ['  Tenants that failed:']),
    ...tenantsFailed.map((line) => `    ${printable(line)}`),
    ...(leftOut.length === 0 ? [] : ['  Tenants that were left out:']),
    ...leftOut.map((line) => `    ${printable(line)}`),
    ...rotations.flatMap(rotationLines),
    ...(notCollected.length === 0 ? [] : [`  ${NOT_COLLECTED}:`]),
    ...notCollected.map((line) => `    ${line}`),
    ...(rotations.length === 0 ? [] : [`  ${counted(rotations.length, 'rotation')} shown`]),
  ];
}

function rotationLines({ tenant, userPrincipalName, status, countedAs, next }: RotationNow): string[] {
  const counted = countedAs === undefined ? '' : ` (its cycle counted it as ${countedAs})`;
  return [
    `  ${tenant}  ${printable(userPrincipalName)}: ${statusWords(status)}${counted}`,
    ...next.map((line) => `      ${printable(line)}`),
  ];
}
