import type { Message } from '../../domain/cycle/message.ts';
import { fingerprintOf } from '../../domain/identifiers.ts';
import { type Alert, alertCard, alertMail } from './alert.ts';
import { alertsInOneMail, alertsOnOneCard } from './alerts-together.ts';
import { approvalDeliveries } from './approval-deliveries.ts';
import { cardDelivery, mailTechnician } from './channels.ts';
import { createTenantTicket } from './create-tenant-ticket.ts';
import { summaryCard, summaryMail } from './cycle-summary.ts';
import { delivery, grouped, ofKind } from './delivery.ts';
import { dryRunMail } from './dry-run-summary.ts';
import { type LastCall, lastCallMail } from './last-call.ts';
import { type LinkUsed, linkUsedCard, linkUsedMail } from './link-used.ts';
import type { Arrived, Delivery, NotifyPorts } from './notify-ports.ts';
import { type PasswordsReady, passwordsReadyMail } from './passwords-ready.ts';
import { readCycleSummary } from './read-cycle-summary.ts';
import { readPlannedTenants } from './read-planned-tenants.ts';
import { createUncertainTicket } from './uncertain-ticket.ts';

/** The mails, cards and tickets for a batch of messages, each with the keys under which it is recorded as sent. */
export function deliveriesOf(ports: NotifyPorts, arrived: readonly Arrived[]): readonly Delivery[] {
  return [
    ...approvalDeliveries(ports, arrived),
    ...passwordDeliveries(ports, ofKind(arrived, 'passwords-ready')),
    ...lastCallDeliveries(ports, ofKind(arrived, 'last-call')),
    ...linkUsedDeliveries(ports, ofKind(arrived, 'link-used')),
    ...grouped(ofKind(arrived, 'alert'), (each) => `${each.cycleId} ${each.subject}`).flatMap((alerts) =>
      alertDeliveries(ports, alerts),
    ),
    ...ofKind(arrived, 'tenant-closed').map((each) =>
      delivery('ticket', 'ticket', [each], ticketKey, ([message]) => createTenantTicket(ports, message)),
    ),
    ...ofKind(arrived, 'cycle-closed').flatMap((each) => summaryDeliveries(ports, each)),
  ];
}

/** Once per technician and cycle, whatever their number. */
const readyKey = ({ cycleId, technicianObjectId }: PasswordsReady) =>
  `passwords-ready:${cycleId}:${technicianObjectId}`;

function passwordDeliveries(ports: NotifyPorts, arrived: readonly Arrived<PasswordsReady>[]): Delivery[] {
  return grouped(arrived, readyKey).map((group) =>
    delivery('mail', 'mail about passwords to collect', group, readyKey, ([ready]) =>
      mailTechnician(ports, ready.technicianObjectId, passwordsReadyMail(ready, ports.portalUrl)),
    ),
  );
}

const lastCallKey = ({ cycleId, technicianObjectId }: LastCall) => `last-call:${cycleId}:${technicianObjectId}`;

function lastCallDeliveries(ports: NotifyPorts, arrived: readonly Arrived<LastCall>[]): Delivery[] {
  return grouped(arrived, lastCallKey).map((group) =>
    delivery('mail', 'mail with a last call', group, lastCallKey, ([call]) =>
      mailTechnician(ports, call.technicianObjectId, lastCallMail(call, ports.portalUrl)),
    ),
  );
}

const linkUsedKey = ({ use, linkFingerprint }: LinkUsed) => `link-used:${use}:${linkFingerprint}`;

/** To the team by a card, or by mail where there is no channel, or where somebody must act. */
function linkUsedDeliveries(ports: NotifyPorts, arrived: readonly Arrived<LinkUsed>[]): Delivery[] {
  const { timeZone, teamMail } = ports.estate.msp;
  const byMail = arrived.filter(({ message }) => ports.team === undefined || message.use === 'renewal-asked');
  return [
    ...grouped(byMail, ({ cycleId }) => cycleId).map((group) =>
      delivery(
        'mail',
        'mail to the team about a used link',
        group,
        (each) => `${linkUsedKey(each)}:team`,
        (used) => ports.mail.send(teamMail, linkUsedMail(used, timeZone)),
      ),
    ),
    ...grouped(arrived, ({ cycleId }) => cycleId).flatMap((group) =>
      cardDelivery(
        ports,
        'card about a used link',
        group,
        (each) => `${linkUsedKey(each)}:card`,
        (used) => linkUsedCard(used, ports.portalUrl, timeZone),
      ),
    ),
  ];
}

const alertKey = ({ subject, cycleId, tenantId, userPrincipalName, detail }: Alert) =>
  `alert:${subject}:${cycleId}:${tenantId}:${fingerprintOf(`${userPrincipalName} ${detail}`)}`;

function alertDeliveries(ports: NotifyPorts, alerts: readonly Arrived<Alert>[]): Delivery[] {
  const tenantOf = ({ tenantId }: Alert) =>
    ports.estate.tenants.find((each) => each.tenantId === tenantId)?.displayName ?? tenantId;
  return [
    delivery(
      'mail',
      'mail with an alert',
      alerts,
      (each) => `${alertKey(each)}:mail`,
      ([first, ...others]) => {
        const mailOf = (each: Alert) => alertMail(each, tenantOf(each), ports.portalUrl);
        return ports.mail.send(ports.estate.msp.teamMail, alertsInOneMail([mailOf(first), ...others.map(mailOf)]));
      },
    ),
    ...(ports.tickets === undefined
      ? []
      : alerts.filter(({ message }) => message.subject === 'uncertain-rotation')
    ).map((each) =>
      delivery(
        'ticket',
        'ticket of an uncertain rotation',
        [each],
        (alert) => `${alertKey(alert)}:ticket`,
        ([alert]) => createUncertainTicket(ports, alert),
      ),
    ),
    ...cardDelivery(
      ports,
      'card with an alert',
      alerts,
      (each) => `${alertKey(each)}:card`,
      ([first, ...others]) => {
        const cardOf = (each: Alert) => alertCard(each, tenantOf(each), ports.portalUrl);
        return alertsOnOneCard([cardOf(first), ...others.map(cardOf)]);
      },
    ),
  ];
}

const ticketKey = ({ cycleId, tenantId }: { readonly cycleId: string; readonly tenantId: string }) =>
  `ticket:${cycleId}:${tenantId}`;

function summaryDeliveries(
  ports: NotifyPorts,
  closed: Arrived<Extract<Message, { kind: 'cycle-closed' }>>,
): Delivery[] {
  return [
    delivery(
      'mail',
      'mail with the summary',
      [closed],
      (each) => `summary:${each.cycleId}:mail`,
      async ([message]) => {
        const summary = await readCycleSummary(ports, message);
        const text = summary.dryRun
          ? dryRunMail(summary, await readPlannedTenants(ports, message.cycleId))
          : summaryMail(summary);
        await ports.mail.send(ports.estate.msp.teamMail, text);
      },
    ),
    ...cardDelivery(
      ports,
      'card with the summary',
      [closed],
      (each) => `summary:${each.cycleId}:card`,
      async ([message]) => summaryCard(await readCycleSummary(ports, message)),
    ),
  ];
}
