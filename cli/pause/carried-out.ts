import * as z from 'zod';
import { type PauseScope, scopeId } from '../../lambda/domain/rotation/pause.ts';
import { until, type Workflows } from '../operator/workflows.ts';

const answer = z.object({ outcome: z.enum(['done', 'already', 'refused']), sentence: z.string() });
const WITHIN_SECONDS = 400;

export interface PauseChange {
  readonly change: 'set' | 'end' | 'release';
  readonly scope: PauseScope;
  readonly reason: string;
  readonly withoutDryRun?: boolean;
}

/** Starts the workflow that does it, and waits for what it says; nothing is written from here. */
export async function carriedOut(workflows: Workflows, wanted: PauseChange) {
  const instant = new Date().toISOString().replace(/\D/g, '');
  const name = `${wanted.change}-${scopeId(wanted.scope).replaceAll('#', '-')}-${instant}`;
  await workflows.start('Pausing', name, { ...wanted, requestedBy: workflows.caller });
  const ended = await until(WITHIN_SECONDS, async () => {
    const execution = await workflows.describe('Pausing', name);
    return execution?.running === false ? execution : undefined;
  });
  if (ended?.output === undefined) {
    throw new Error(
      `execution ${name} of Pausing ${ended === undefined ? 'does not get on' : `ended as ${ended.status}`}: look at its history, and run the command again`,
    );
  }
  return answer.parse(JSON.parse(ended.output));
}
