import { statusWords } from '../../lambda/domain/rotation/status-words.ts';
import { counted } from '../../lambda/domain/text/counted.ts';
import { printable } from '../../lambda/domain/text/printable.ts';
import { NOT_COLLECTED } from '../../lambda/usecases/messages/uncollected-lines.ts';
import { cycleOutcome } from '../operator/cycle-text.ts';
import type { CycleStatus, RotationNow } from './read-status.ts';

/** Cycles as an operator reads them, newest first: what came of each, and below it the rotations with what to do. */
export function statusText(cycles: readonly CycleStatus[], wanted: { readonly uncertain: boolean }): string {
  if (cycles.length === 0) return wanted.uncertain ? 'No rotation is uncertain.\n' : 'No cycle has run yet.\n';
  return `${cycles.flatMap((each) => [...cycleLines(each), '']).join('\n')}`;
}

function cycleLines(cycle: CycleStatus): string[] {
  const { cycleId, dryRun, page, leftOut, rotations, notCollected } = cycle;
  return [
    `${cycleId}${dryRun ? ' (dry run)' : ''}: ${cycleOutcome(cycle)}`,
    ...(page === undefined ? [] : [`  ${page}`]),
    ...(leftOut.length === 0 ? [] : ['  Tenants that were left out:']),
    ...leftOut.map((line) => `    ${printable(line)}`),
    ...rotations.flatMap(rotationLines),
    ...(notCollected.length === 0 ? [] : [`  ${NOT_COLLECTED}:`]),
    ...notCollected.map((line) => `    ${line}`),
    ...(rotations.length === 0 && !dryRun ? [] : [`  ${counted(rotations.length, 'rotation')} shown`]),
  ];
}

function rotationLines({ tenant, userPrincipalName, status, countedAs, next }: RotationNow): string[] {
  const counted = countedAs === undefined ? '' : ` (its cycle counted it as ${countedAs})`;
  return [
    `  ${tenant}  ${printable(userPrincipalName)}: ${statusWords(status)}${counted}`,
    ...next.map((line) => `      ${printable(line)}`),
  ];
}
