import type { Message } from '../../domain/cycle/message.ts';
import { decidersOf } from '../../domain/rotation/asking.ts';
import { counted } from '../../domain/text/counted.ts';
import { localTime } from '../../domain/text/local-time.ts';
import type { TeamCard } from '../../ports/messages.ts';
import type { WaitingTenant, WhatWaits } from '../approval/what-waits.ts';
import { accountsIn } from './approval-request.ts';
import type { NonEmpty } from './delivery.ts';
import type { NotifyPorts } from './notify-ports.ts';

export type TeamReminder = Extract<Message, { kind: 'approval-reminder' | 'approvals-added' }>;

/**
 * What the team is to see to: half of the window has passed, or tenants were read too late for the mails that asked.
 *
 * @returns `undefined` where nothing waits any more
 */
export function teamReminder(
  [first, ...others]: NonEmpty<TeamReminder>,
  { cycle, tenants }: WhatWaits,
  ports: Pick<NotifyPorts, 'estate' | 'now' | 'portalUrl'>,
): TeamCard | undefined {
  const isHalfTime = first.kind === 'approval-reminder';
  const named = [first, ...others].flatMap((each) => ('tenantId' in each ? [each.tenantId] : []));
  const told = isHalfTime ? tenants : tenants.filter(({ tenant }) => named.includes(tenant.tenantId));
  if (told.length === 0) return undefined;
  const count = counted(accountsIn(told), 'approval');
  const deadline = localTime(cycle.decideBefore, ports.estate.msp.timeZone);
  return {
    title: isHalfTime ? `Half of the time has passed: ${count} still open` : `${count} more: tenants were read late`,
    lines: [
      isHalfTime
        ? `Accounts of cycle ${cycle.cycleId} still wait for a decision. Who stands in for others is asked now.`
        : `In cycle ${cycle.cycleId} these tenants were read after the mails that ask had been sent. No further mail asks about them.`,
      `Decide before ${deadline}. After that, silence means no reset.`,
    ],
    facts: told.map((each) => ({ name: each.tenant.displayName, value: whoDecides(each, ports) })),
    links: [{ title: 'Open the portal', url: ports.portalUrl }],
  };
}

function whoDecides({ tenant, waiting }: WaitingTenant, { estate, now }: Pick<NotifyPorts, 'estate' | 'now'>): string {
  const able = new Set(waiting.flatMap((each) => decidersOf(each, tenant, estate.technicians, now())));
  const names = [...able].map(({ name }) => name).join(', ');
  return `${counted(waiting.length, 'account')}; may decide: ${names === '' ? 'nobody' : names}`;
}
