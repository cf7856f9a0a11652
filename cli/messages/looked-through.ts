import type { RedrivenQueue } from '../../contract/queues.ts';
import { MOST_LETTERS } from '../../lambda/usecases/messages/redrive.ts';
import { answerOf } from '../operator/answer-of.ts';
import { nameOfRun, type Workflows } from '../operator/workflows.ts';
import { type Answer, answer } from './answer.ts';

/** Two runs, and the minute for which the first one holds what it has found. */
const WITHIN_SECONDS = 360;

export interface WantedOfQueue {
  readonly change: 'list' | 'redrive';
  readonly queue: RedrivenQueue;
  /** None: all of them. */
  readonly ids: readonly string[];
  /** Empty where they are listed only. */
  readonly reason: string;
}

/** Starts the workflow that looks through the dead letters of a queue, and waits for what it says; no queue is touched from here. */
export async function lookedThrough(
  workflows: Pick<Workflows, 'caller' | 'start' | 'describe'>,
  wanted: WantedOfQueue,
): Promise<Answer> {
  if (wanted.ids.length > MOST_LETTERS) {
    throw new Error(`${MOST_LETTERS} messages at most are put back with one command: name fewer`);
  }
  const asked = {
    machine: 'Redriving',
    name: nameOfRun(`${wanted.change}-${wanted.queue}`),
    input: { ...wanted, requestedBy: workflows.caller },
    withinSeconds: WITHIN_SECONDS,
  } as const;
  return answer.parse(await answerOf(workflows, asked));
}
