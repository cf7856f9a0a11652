import type { Message } from '../../domain/cycle/message.ts';
import { requestMailKey } from '../../domain/cycle/message-keys.ts';
import { mayHoldRequests, phaseAt } from '../../domain/rotation/asking.ts';
import { askedOf, readWhatWaits, type WaitingTenant, type WhatWaits } from '../approval/what-waits.ts';
import { factAboutCycle } from '../facts.ts';
import { type ApprovalRequest, accountsIn, approvalCard, approvalMail } from './approval-request.ts';
import { cardDelivery, channelOf, teamNotice } from './channels.ts';
import { grouped, type NonEmpty, ofKind } from './delivery.ts';
import type { Arrived, Delivery, NotifyPorts, Unsent } from './notify-ports.ts';
import { type TeamReminder, teamReminder } from './team-reminder.ts';
import { technicianMail, technicianWith } from './technician-mail.ts';

/** What asks technicians to decide, and the team to see to it. All of it tells what waits when it is sent. */
export function approvalDeliveries(ports: NotifyPorts, arrived: readonly Arrived[]): readonly Delivery[] {
  const requests = ofKind(arrived, 'approval-request');
  return [
    ...grouped(requests, requestMailKey).flatMap((group) => requestMail(ports, group)),
    ...grouped(requests, ({ cycleId }) => cycleId).flatMap((group) =>
      cardDelivery(
        ports,
        'card that asks for approval',
        group,
        ({ cycleId }) => `approval-card:${cycleId}`,
        async ([{ cycleId }]) => {
          const what = due(ports, await readWhatWaits(ports, cycleId));
          return typeof what === 'string' ? what : approvalCard(what, ports.estate, ports.portalUrl);
        },
      ),
    ),
    ...reminders(ports, ofKind(arrived, 'approval-reminder'), ({ cycleId }) => `approval-reminder:${cycleId}`),
    ...reminders(
      ports,
      ofKind(arrived, 'approvals-added'),
      ({ cycleId, tenantId }) => `approvals-added:${cycleId}:${tenantId}`,
    ),
  ];
}

/** What waits, if it may be told now: requests wait a while for tenants that are still being read. */
function due({ now }: NotifyPorts, what: WhatWaits | undefined): WhatWaits | Unsent {
  if (what === undefined || (what.tenants.length === 0 && what.unread === 0)) return 'nothing';
  const mayWait = what.cycle.emergency !== true && mayHoldRequests(what.cycle, now());
  return what.unread > 0 && mayWait ? 'later' : what;
}

/** None for somebody who is no technician any more: the others are asked. */
function requestMail(ports: NotifyPorts, group: readonly Arrived<ApprovalRequest>[]): readonly Delivery[] {
  const [first] = group;
  const technician = first && technicianWith(ports, first.message.technicianObjectId);
  if (first === undefined || technician === undefined) return [];
  let told: readonly WaitingTenant[] = [];
  const mail = async ([{ cycleId, url }]: NonEmpty<ApprovalRequest>) => {
    const what = due(ports, await readWhatWaits(ports, cycleId));
    if (typeof what === 'string') return what;
    const standsInFor = ports.estate.technicians.find(({ objectId }) =>
      group.some(({ message }) => message.standsInFor === objectId),
    );
    // Who stands in is asked as from half-time on.
    const now = ports.now();
    const phase = standsInFor === undefined ? phaseAt(what.cycle, now) : 'half-time';
    told = askedOf(what, technician, ports.estate, now, phase);
    if (told.length === 0) return 'nothing';
    return approvalMail({ ...what, tenants: told, url, standsInFor: standsInFor?.name }, ports.estate, now);
  };
  const record = () =>
    ports.rotations.note(
      factAboutCycle(first.message.cycleId, {
        action: 'approval.requested',
        evidence: { detail: `mail to ${technician.name}: ${accountsIn(told)} accounts, ${told.length} tenants` },
        component: 'notify',
        now: ports.now(),
      }),
    );
  return [technicianMail(ports, 'request', technician, group, mail, record)];
}

/** Nothing where all of it was decided meanwhile. */
const reminders = <M extends TeamReminder & Message>(
  ports: NotifyPorts,
  arrived: readonly Arrived<M>[],
  keyOf: (message: M) => string,
): readonly Delivery[] =>
  grouped(arrived, (each) => `${each.cycleId} ${channelOf(ports, each)}`).map((group) =>
    teamNotice(ports, 'notice about approvals', group, keyOf, async (messages) => {
      const what = await readWhatWaits(ports, messages[0].cycleId);
      return (what && teamReminder(messages, what, ports)) ?? 'nothing';
    }),
  );
