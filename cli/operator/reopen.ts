import * as z from 'zod';
import type { Estate, EstateTenant } from '../../config/estate.ts';
import { type ReopeningMode, reopening } from '../../lambda/domain/rotation/reopening.ts';
import { hasEnded, type Rotation } from '../../lambda/domain/rotation/rotation.ts';
import { whyNoAnswer } from './answer-of.ts';
import type { StoredRotations } from './stored-rotations.ts';
import { startOnce, until, type Workflows } from './workflows.ts';

export interface ReopenParts {
  readonly estate: Estate;
  readonly tenant: EstateTenant;
  readonly stored: { readonly rotations: Pick<StoredRotations['rotations'], 'find'> };
  readonly workflows: Pick<Workflows, 'caller' | 'start' | 'describe'>;
  readonly now: () => Date;
}

/** What to wait for: `taken-up`, the workflow has reopened it; `ended`, the rotation has ended, within a day; `settled`, the same within ten minutes. */
export type Awaited = 'taken-up' | 'ended' | 'settled';

const patienceSeconds: Readonly<Record<Awaited, number>> = { 'taken-up': 300, ended: 86_400, settled: 600 };

const reopenedOutput = z.object({ sentence: z.string().optional() });

/**
 * Reopens a rotation by starting a workflow for it; nothing is written from here. The function that does it decides
 * again, so that two people at once do no harm.
 *
 * @returns the rotation as it is then
 * @throws with the sentence that says why it is not reopened
 */
export async function reopen(
  { estate, tenant, stored, workflows, now }: ReopenParts,
  rotation: Rotation,
  mode: ReopeningMode,
  reason: string | undefined,
  awaited: Awaited,
): Promise<{ readonly rotation: Rotation; readonly startedBefore: boolean }> {
  const answer = reopening(rotation, mode, tenant, estate, now());
  if (!answer.allowed) throw new Error(answer.sentence);
  const { cycleId, tenantId, accountId, rotationId } = rotation;
  const n = (rotation.reopened ?? 0) + 1;
  const { name, startedBefore } = await startOnce(workflows, 'Reopening', `${rotationId}-r${n}`, {
    cycleId,
    tenantId,
    accountId,
    rotationId,
    reopen: { n, mode, requestedBy: workflows.caller, ...(reason === undefined ? {} : { reason }) },
  });
  const after = await until(patienceSeconds[awaited], async () => {
    const execution = await workflows.describe('Reopening', name);
    const row = await stored.rotations.find(rotation);
    if (row === undefined) throw new Error('the rotation is gone');
    const isTakenUp = (row.reopened ?? 0) >= n;
    if (isTakenUp && awaited === 'taken-up') return row;
    if (execution?.running === true) return undefined;
    if (!isTakenUp) throw new Error(sentenceIn(execution?.output) ?? whyNoAnswer('Reopening', name, execution));
    // The account's own workflow goes on after it.
    return hasEnded(row) ? row : undefined;
  });
  if (after === undefined) throw new Error(whyNoAnswer('Reopening', name, undefined));
  return { rotation: after, startedBefore };
}

function sentenceIn(output: string | undefined): string | undefined {
  return output === undefined ? undefined : reopenedOutput.parse(JSON.parse(output)).sentence;
}
