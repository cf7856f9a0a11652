import * as z from 'zod';
import { type PauseScope, scopeId } from '../../lambda/domain/rotation/pause.ts';
import { answerOf } from '../operator/answer-of.ts';
import { nameOfRun, type Workflows } from '../operator/workflows.ts';

const answer = z.object({ outcome: z.enum(['done', 'already', 'refused']), sentence: z.string() });
const WITHIN_SECONDS = 400;
/** Step Functions refuses a longer name of an execution. */
const LONGEST_NAME = 80;

export interface PauseChange {
  readonly change: 'set' | 'end' | 'release';
  readonly scope: PauseScope;
  readonly reason: string;
  readonly withoutDryRun?: boolean;
}

/** Starts the workflow that does it, and waits for what it says; nothing is written from here. */
export async function carriedOut(workflows: Pick<Workflows, 'caller' | 'start' | 'describe'>, wanted: PauseChange) {
  // What makes it the only one comes first: the ids of a tenant and a cycle together are too long.
  const name = `${nameOfRun(wanted.change)}-${scopeId(wanted.scope).replaceAll('#', '-')}`.slice(0, LONGEST_NAME);
  const input = { ...wanted, requestedBy: workflows.caller };
  return answer.parse(await answerOf(workflows, { machine: 'Pausing', name, input, withinSeconds: WITHIN_SECONDS }));
}
