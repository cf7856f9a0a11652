import type { MachineName } from '../../contract/machines.ts';
import { reasonOf } from '../../lambda/usecases/rotation/caught-error.ts';
import { until, type Workflows } from './workflows.ts';

type Execution = Awaited<ReturnType<Workflows['describe']>>;

interface Asked {
  readonly machine: MachineName;
  /** Of the execution; a person finds it by that in the console of Step Functions. */
  readonly name: string;
  readonly input: unknown;
  /** How long a person waits. The workflow goes on when nobody waits any more. */
  readonly withinSeconds: number;
}

/**
 * Has a workflow do something, and waits for what it answers; nothing is written from here.
 *
 * @throws where it does not answer, with what it says and where to look
 */
export async function answerOf(
  workflows: Pick<Workflows, 'start' | 'describe'>,
  { machine, name, input, withinSeconds }: Asked,
): Promise<unknown> {
  await workflows.start(machine, name, input);
  const ended = await until(withinSeconds, async () => {
    const execution = await workflows.describe(machine, name);
    return execution?.running === false ? execution : undefined;
  });
  if (ended?.output === undefined) throw new Error(whyNoAnswer(machine, name, ended));
  const answer: unknown = JSON.parse(ended.output);
  return answer;
}

/** How an execution ended, and why: `FAILED: the estate has no such tenant`. A cause of Lambda's comes without the trace. */
export const endWords = ({ status, cause = '' }: NonNullable<Execution>): string => reasonOf({ name: status, cause });

/** @param ended  `undefined`: it still runs */
export const whyNoAnswer = (machine: MachineName, name: string, ended: Execution): string =>
  ended === undefined
    ? `execution ${name} of ${machine} is still under way, and goes on without this command: its history in the console of Step Functions says what it waits for`
    : `execution ${name} of ${machine} ended as ${endWords(ended)}. Its history in the console of Step Functions says more. Run the command again when that is mended`;
