import { counted } from '../../lambda/domain/text/counted.ts';
import { firstFew } from '../../lambda/domain/text/first-few.ts';
import { columns } from '../operator/terminal-text.ts';
import type { RunAhead, StartAhead } from './next-starts.ts';

const MOST_NAMED = 5;

/** The next starts, run by run, with what is unusual about them. */
export const schedulesText = (runs: readonly RunAhead[]): string =>
  `${[
    ...runs.flatMap((each) => [...runLines(each), '']),
    'Schedules start only for tenants that are released: rotation release lists those that are on hold.',
  ].join('\n')}\n`;

const runLines = ({ run, class: of, words, timeZone, tenants, starts }: RunAhead): string[] => [
  `${run} (${of} accounts): ${words}, ${timeZone}`,
  `  ${tenants.length === 0 ? 'for nobody' : `${counted(tenants.length, 'tenant')}: ${firstFew(tenants, MOST_NAMED)}`}`,
  ...starts.flatMap(startLines),
];

const startLines = ({ cycleId, local, tenants, notes }: StartAhead): string[] => [
  ...columns(
    local.map(({ time, timeZone, tenants: own }, i) => [
      i === 0 ? cycleId : '',
      time,
      own === undefined ? timeZone : `${timeZone}: ${firstFew(own, MOST_NAMED)}`,
      ...(i === 0 ? [counted(tenants.length, 'tenant')] : []),
    ]),
    '  ',
  ),
  ...notes.map((each) => `      ${each}`),
];
