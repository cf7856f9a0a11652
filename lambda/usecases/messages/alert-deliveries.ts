import { fingerprintOf } from '../../domain/identifiers.ts';
import { type Alert, alertCard, alertMail } from './alert.ts';
import { alertsInOneMail, alertsOnOneCard } from './alerts-together.ts';
import { cardDelivery } from './channels.ts';
import { delivery, grouped, ofKind } from './delivery.ts';
import type { Arrived, Delivery, NotifyPorts } from './notify-ports.ts';

const alertKey = ({ subject, cycleId, tenantId, userPrincipalName, detail }: Alert) =>
  `alert:${subject}:${cycleId}:${tenantId}:${fingerprintOf(`${userPrincipalName} ${detail}`)}`;

/** Something that a person must look at now: to the team by mail and by card. */
export const alertDeliveries = (ports: NotifyPorts, arrived: readonly Arrived[]): readonly Delivery[] =>
  grouped(ofKind(arrived, 'alert'), (each) => `${each.cycleId} ${each.subject}`).flatMap((alerts) =>
    deliveriesOf(ports, alerts),
  );

function deliveriesOf(ports: NotifyPorts, alerts: readonly Arrived<Alert>[]): readonly Delivery[] {
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
