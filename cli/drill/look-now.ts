import * as z from 'zod';
import { type InspectionKind, MOST_ASKED_FOR } from '../../lambda/domain/inspection/inspection.ts';
import { answerOf } from '../operator/answer-of.ts';
import { nameOfRun, type Workflows } from '../operator/workflows.ts';

const count = z.int().min(0);
const answer = z.object({ inspected: count, left: count });
/** A thousand tenants take some minutes; the machine goes on when nobody waits any more. */
const WITHIN_SECONDS = 3_600;

/** Starts the workflow that does it. @returns how many tenants could not be looked at */
export async function lookNow(
  workflows: Pick<Workflows, 'caller' | 'start' | 'describe'>,
  kind: InspectionKind,
  tenantIds: readonly string[],
): Promise<number> {
  if (tenantIds.length > MOST_ASKED_FOR) {
    throw new Error(`${MOST_ASKED_FOR} tenants at most are looked at with one command: name some, by --tenant`);
  }
  const input = { inspection: kind, tenantIds, requestedBy: workflows.caller };
  const asked = { machine: 'Inspecting', name: nameOfRun(kind), input, withinSeconds: WITHIN_SECONDS } as const;
  return answer.parse(await answerOf(workflows, asked)).left;
}
