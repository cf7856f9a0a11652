import type { Technician } from '../../../config/estate.ts';
import { exclusionSentence, whyExcluded } from '../../domain/accounts/exclusion-reasons.ts';
import { mapConcurrently } from '../../domain/concurrency.ts';
import { askedAbout, mayHoldRequests, phaseAt } from '../../domain/rotation/asking.ts';
import { hasEnded, isIn, type Rotation } from '../../domain/rotation/rotation.ts';
import type { CycleStore, TenantStore } from '../../ports/cycle.ts';
import type { TicketQueue } from '../../ports/tickets.ts';
import { type TellContactPorts, tellContact } from '../contact/tell-contact.ts';
import type { TenantInput } from '../discovery/discover-tenant.ts';
import { tenantOf } from '../estate-lookup.ts';
import { factAbout } from '../facts.ts';
import { type AskingPorts, queueRequestOnce } from './queue-request.ts';

export interface RequestApprovalsPorts extends AskingPorts, TellContactPorts {
  readonly cycles: Pick<CycleStore, 'find'>;
  readonly tenants: Pick<TenantStore, 'exclusionsOf'>;
  readonly ticketQueue: TicketQueue;
}

/**
 * Asks about the accounts of a tenant that was read. Each technician gets one request per cycle, whichever tenant queues it: the mail
 * tells what waits in all of them when it is sent. A tenant that was found too late for that mail is told to the team. The record of each
 * account says who is asked about that one. Where nobody may decide, the team is told at once.
 */
export async function requestApprovals(ports: RequestApprovalsPorts, input: TenantInput): Promise<void> {
  const { cycleId, tenantId } = input;
  const tenant = tenantOf(ports.estate, tenantId);
  const cycle = await ports.cycles.find(cycleId);
  if (cycle === undefined) throw new Error(`there is no cycle ${cycleId}`);
  const rotations = (await ports.rotations.ofTenant(cycleId, tenantId)).filter((each) => !hasEnded(each));
  const now = ports.now();
  const phase = phaseAt(cycle, now);
  const isLate = !mayHoldRequests(cycle, now);
  const waiting = rotations
    .filter((each) => isIn(each, 'awaiting-approval'))
    .map((rotation) => ({ rotation, asked: askedAbout(rotation, tenant, ports.estate, phase, now) }));
  for (const technician of new Set(waiting.flatMap(({ asked }) => asked))) {
    await queueRequestOnce(ports, cycle, technician, tenantId, 'request-approvals');
  }
  // Also of what was decided since an earlier run stopped: it may be about to begin.
  await tellContact(ports, cycle, tenant, rotations);
  if (isLate && waiting.length > 0) await ports.messageQueue.send({ kind: 'approvals-added', ...input });
  await ports.ticketQueue.send(input);
  await mapConcurrently(waiting, async ({ rotation, asked }) => {
    await noteAsked(ports, rotation, asked, isLate);
    if (asked.length === 0) {
      await ports.messageQueue.send(nobodyMayDecide(input, rotation.account.userPrincipalName, []));
    }
  });
  for (const { reason, userPrincipalName, details } of await ports.tenants.exclusionsOf(cycleId, tenantId)) {
    if (reason !== 'nobody-may-decide') continue;
    await ports.messageQueue.send(nobodyMayDecide(input, userPrincipalName, details));
  }
}

function noteAsked(
  { rotations, now }: Pick<AskingPorts, 'rotations' | 'now'>,
  rotation: Rotation,
  asked: readonly Technician[],
  isLate: boolean,
): Promise<void> {
  const nobody = asked.length === 0;
  const late = isLate ? '; the team too, since their mails of this cycle may have been sent before' : '';
  return rotations.note(
    factAbout(rotation, {
      action: 'approval.requested',
      ...(nobody ? { outcome: 'failed' as const, reason: 'nobody-may-decide' } : {}),
      evidence: { detail: nobody ? exclusionSentence('nobody-may-decide') : `${askedSentence(asked)}${late}` },
      component: 'request-approvals',
      now: now(),
    }),
  );
}

const nobodyMayDecide = (tenant: TenantInput, userPrincipalName: string, details: readonly string[] | undefined) =>
  ({
    kind: 'alert',
    ...tenant,
    subject: 'nobody-may-decide',
    userPrincipalName,
    detail: whyExcluded('nobody-may-decide', details),
  }) as const;

export const askedSentence = (asked: readonly Technician[]) => `asked: ${asked.map((each) => each.name).join(', ')}`;
