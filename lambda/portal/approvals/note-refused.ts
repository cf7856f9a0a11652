import type { Rotation } from '../../domain/rotation/rotation.ts';
import type { RefusedDecision } from '../../usecases/approval/deciding.ts';
import { noteRefused } from '../access-notes.ts';
import type { PortalContext, PortalSettings } from '../environment.ts';
import type { TechnicianVisitor } from '../visitor.ts';

type Result = { readonly outcome: string } | RefusedDecision | undefined;

/**
 * R5: what was refused leaves a record too, one for each reason and account, bounded.
 * @param strange  how many choices were about no account that could have been offered
 */
export async function noteRefusedDecisions(
  c: PortalContext,
  settings: PortalSettings,
  visitor: TechnicianVisitor,
  results: readonly Result[],
  strange: number,
): Promise<void> {
  const refused = { action: 'approval.refused', who: visitor.actor } as const;
  const byReason = new Map<string, Rotation[]>();
  for (const result of results) {
    if (result === undefined || !('refusal' in result)) continue;
    const { reason } = result.refusal;
    byReason.set(reason, [
      ...(byReason.get(reason) ?? []),
      ...(result.rotation === undefined ? [] : [result.rotation]),
    ]);
  }
  for (const [reason, about] of byReason) await noteRefused(c, settings, { ...refused, reason, about });
  if (strange === 0) return;
  const evidence = { detail: `${strange} choices in one form` };
  await noteRefused(c, settings, { ...refused, reason: 'not-offered', evidence });
}
