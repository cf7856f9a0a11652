import * as z from 'zod';
import type { EstateTenant } from '../../../config/estate.ts';
import { answerOf } from '../../operator/answer-of.ts';
import { nameOfRun, type Workflows } from '../../operator/workflows.ts';

const answer = z.object({
  outcome: z.enum(['proven', 'denied', 'uncertain', 'not-sent', 'not-allowed']),
  sentence: z.string(),
});
export type TrialResult = z.output<typeof answer>;

/** A run, and what waits for a function that has no room. */
const WITHIN_SECONDS = 600;

/** Starts the workflow that tries a reset, and waits for what it says; nothing is asked of the tenant from here. */
export async function tried(
  workflows: Pick<Workflows, 'caller' | 'start' | 'describe'>,
  tenant: Pick<EstateTenant, 'name' | 'tenantId'>,
  accountId: string,
): Promise<TrialResult> {
  const input = { trial: { tenantId: tenant.tenantId, accountId }, requestedBy: workflows.caller };
  const name = nameOfRun(`prove-${tenant.name}`);
  return answer.parse(await answerOf(workflows, { machine: 'Proving', name, input, withinSeconds: WITHIN_SECONDS }));
}
