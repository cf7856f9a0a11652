import type { Cycle } from '../../lambda/domain/cycle/cycle.ts';
import { leftOutLines } from '../../lambda/domain/cycle/left-out.ts';
import { printable } from '../../lambda/domain/text/printable.ts';
import { pageOf } from '../operator/cycle-text.ts';

/**
 * What an operator should know of a cycle that was started: whom it leaves out, what happens next, and where to look.
 *
 * @param cycle  `undefined`: its workflow has not opened it yet
 */
export function startedText(cycle: Cycle | undefined, cycleId: string): string {
  const follow = `npm run rotation -- status --cycle ${cycleId}`;
  if (cycle === undefined) return `Cycle ${cycleId} is started, and not open yet. Look in a minute: ${follow}\n`;
  const leftOut = leftOutLines(cycle.leftOut);
  const page = pageOf(cycle);
  return [
    `${cycle.dryRun ? 'Dry run' : 'Cycle'} ${cycleId} is open.`,
    ...(page === undefined ? [] : [`  ${page}`]),
    ...(leftOut.length === 0 ? [] : ['Tenants that it leaves out:', ...leftOut.map((line) => `  ${printable(line)}`)]),
    ...nextLines(cycle, page),
    `Follow it with: ${follow}`,
    '',
  ].join('\n');
}

function nextLines({ dryRun, emergency, decideBefore }: Cycle, page: string | undefined): readonly string[] {
  if (dryRun) return ['Nobody is asked, and nothing is reset. The team gets its summary by mail.'];
  if (emergency === true) {
    return [
      `An emergency: the technicians are asked now, by mail. Two of them must approve each account, by ${decideBefore}, on one page:`,
      `  ${page ?? ''}/approvals`,
    ];
  }
  return [
    `The technicians of its tenants are asked now, by mail. Nothing is reset before one of them approves, by ${decideBefore}.`,
  ];
}
