import type { Cloud } from '@m365-rotation/local-aws';
import * as z from 'zod';

const listed = z.object({ executions: z.array(z.object({ status: z.string(), startDate: z.number() })) });

/** How often the numbers are looked at, in real milliseconds. */
const LOOK_EVERY_MS = 1000;

/**
 * Prints how many executions of each machine run and have ended, whenever that changes. Returns a function that stops it.
 *
 * @param from  none that was started before it is counted
 */
export function followExecutions(
  { dispatch, declarations }: Pick<Cloud, 'dispatch' | 'declarations'>,
  from: Date,
  print: (line: string) => void,
): () => void {
  let before = '';
  let busy = false;
  const look = async () => {
    const parts = [];
    for (const { name, arn } of declarations.machines) {
      const answer = await dispatch({
        service: 'states',
        action: 'ListExecutions',
        input: { stateMachineArn: arn, maxResults: 1000 },
        principal: { kind: 'operator' },
      });
      const executions = listed.parse(answer).executions.filter(({ startDate }) => startDate * 1_000 >= from.getTime());
      const running = executions.filter(({ status }) => status === 'RUNNING').length;
      if (executions.length > 0)
        parts.push(`${name.split('-').at(-1)}: ${running} running, ${executions.length - running} ended`);
    }
    const line = parts.join(' · ');
    if (line !== before) print(`  ${line}`);
    before = line;
  };
  const timer = setInterval(() => {
    if (busy) return;
    busy = true;
    look()
      .catch(() => undefined) // the cloud is being stopped
      .finally(() => {
        busy = false;
      });
  }, LOOK_EVERY_MS);
  return () => clearInterval(timer);
}
