import type { Message } from '../../domain/cycle/message.ts';
import { requestMailKey } from '../../domain/cycle/message-keys.ts';
import { mayHoldRequests } from '../../domain/rotation/asking.ts';
import { askedOf, readWhatWaits, type WhatWaits } from '../approval/what-waits.ts';
import { factAboutCycle } from '../facts.ts';
import {
  type ApprovalRequest,
  approvalCard,
  approvalMail,
  type TeamReminder,
  teamReminder,
  teamReminderCard,
  teamReminderMail,
} from './approval-request.ts';
import { cardDelivery, mailTechnician } from './channels.ts';
import { delivery, grouped, ofKind } from './delivery.ts';
import type { Arrived, Delivery, NotifyPorts, Unsent } from './notify-ports.ts';

/** Reads what waits in a cycle, once for all messages that arrived together. */
type Reader = (cycleId: string) => Promise<WhatWaits | undefined>;

/** What asks technicians to decide, and the team to see to it. All of it tells what waits when it is sent. */
export function approvalDeliveries(ports: NotifyPorts, arrived: readonly Arrived[]): readonly Delivery[] {
  const read = onceFor((cycleId) => readWhatWaits(ports, cycleId));
  const requests = ofKind(arrived, 'approval-request');
  return [
    ...grouped(requests, requestMailKey).map((group) =>
      delivery('mail', 'mail that asks for approval', group, requestMailKey, ([request]) =>
        mailRequest(ports, read, request),
      ),
    ),
    ...grouped(requests, ({ cycleId }) => cycleId).flatMap((group) =>
      cardDelivery(
        ports,
        'card that asks for approval',
        group,
        ({ cycleId }) => `approval-card:${cycleId}`,
        async ([{ cycleId }]) => {
          const what = due(ports, await read(cycleId));
          return typeof what === 'string' ? what : approvalCard(what, ports.portalUrl, ports.estate.msp.timeZone);
        },
      ),
    ),
    ...teamDeliveries(ports, read, ofKind(arrived, 'approval-reminder')),
    ...teamDeliveries(ports, read, ofKind(arrived, 'approvals-added')),
  ];
}

/** What waits, if it may be told now: requests wait a while for tenants that are still being read. */
function due({ now }: NotifyPorts, what: WhatWaits | undefined): WhatWaits | Unsent {
  if (what === undefined || (what.tenants.length === 0 && what.unread === 0)) return 'nothing';
  return what.unread > 0 && mayHoldRequests(what.cycle, now()) ? 'later' : what;
}

async function mailRequest(ports: NotifyPorts, read: Reader, request: ApprovalRequest): Promise<Unsent | undefined> {
  const { cycleId, technicianObjectId, url } = request;
  const what = due(ports, await read(cycleId));
  if (typeof what === 'string') return what;
  const technician = ports.estate.technicians.find(({ objectId }) => objectId === technicianObjectId);
  const tenants = technician === undefined ? [] : askedOf(what, technician, ports.estate, ports.now());
  if (technician === undefined || tenants.length === 0) return 'nothing';
  await mailTechnician(ports, technicianObjectId, approvalMail({ ...what, tenants, url }, ports.estate));
  const accounts = tenants.reduce((sum, { waiting }) => sum + waiting.length, 0);
  await ports.rotations.note(
    factAboutCycle(cycleId, {
      action: 'approval.requested',
      evidence: { detail: `mail to ${technician.name}: ${accounts} accounts, ${tenants.length} tenants` },
      component: 'notify',
      now: ports.now(),
    }),
  );
  return undefined;
}

const teamKey = (message: TeamReminder) =>
  message.kind === 'approval-reminder'
    ? `approval-reminder:${message.cycleId}`
    : `approvals-added:${message.cycleId}:${message.tenantId}`;

/** To the team by a card, or by mail where there is no channel. Nothing where all of it was decided meanwhile. */
function teamDeliveries<M extends TeamReminder & Message>(
  ports: NotifyPorts,
  read: Reader,
  arrived: readonly Arrived<M>[],
): Delivery[] {
  const { estate, portalUrl } = ports;
  const { timeZone, teamMail } = estate.msp;
  const reminderOf = async (messages: readonly [M, ...M[]]) => {
    const what = await read(messages[0].cycleId);
    return what && teamReminder(messages, what, estate, ports.now());
  };
  return grouped(arrived, ({ cycleId }) => cycleId).flatMap((group) =>
    ports.team === undefined
      ? [
          delivery('mail', 'mail to the team about approvals', group, teamKey, async (messages) => {
            const reminder = await reminderOf(messages);
            if (reminder === undefined) return 'nothing';
            await ports.mail.send(teamMail, teamReminderMail(reminder, portalUrl, timeZone));
            return undefined;
          }),
        ]
      : cardDelivery(ports, 'card about approvals', group, teamKey, async (messages) => {
          const reminder = await reminderOf(messages);
          return reminder === undefined ? 'nothing' : teamReminderCard(reminder, portalUrl, timeZone);
        }),
  );
}

function onceFor<T>(read: (key: string) => Promise<T>): (key: string) => Promise<T> {
  const known = new Map<string, Promise<T>>();
  return (key) => {
    const answer = known.get(key) ?? read(key);
    known.set(key, answer);
    return answer;
  };
}
