import { fingerprintOf } from '../../domain/identifiers.ts';
import { type Alert, alertCard, alertMail } from './alert.ts';
import { alertsInOneMail, alertsOnOneCard } from './alerts-together.ts';
import { cardDelivery, channelOf } from './channels.ts';
import { delivery, grouped, ofKind } from './delivery.ts';
import type { Arrived, Delivery, NotifyPorts } from './notify-ports.ts';
import { mailed, theTeam } from './receipts.ts';

const alertKey = ({ subject, cycleId, tenantId, userPrincipalName, detail }: Alert) =>
  `alert:${subject}:${cycleId}:${tenantId}:${fingerprintOf(`${userPrincipalName} ${detail}`)}`;

/** Something that a person must look at now: to the team by mail and by card. */
export function alertDeliveries(ports: NotifyPorts, arrived: readonly Arrived[]): readonly Delivery[] {
  const alerts = ofKind(arrived, 'alert');
  const together = (each: Alert) => `${each.cycleId} ${each.subject}`;
  return [
    ...grouped(alerts, together).map((group) => mails(ports, group)),
    ...grouped(alerts, (each) => `${together(each)} ${channelOf(ports, each)}`).flatMap((group) => cards(ports, group)),
  ];
}

const tenantName = ({ estate }: NotifyPorts, { tenantId }: Alert): string =>
  estate.tenants.find((each) => each.tenantId === tenantId)?.displayName ?? tenantId;

const mails = (ports: NotifyPorts, alerts: readonly Arrived<Alert>[]): Delivery =>
  delivery(
    'mail',
    'mail with an alert',
    alerts,
    (each) => `${alertKey(each)}:mail`,
    async ([first, ...others]) => {
      const mailOf = (each: Alert) => alertMail(each, tenantName(ports, each), ports.portalUrl);
      return [await mailed(ports, theTeam(ports), alertsInOneMail([mailOf(first), ...others.map(mailOf)]))];
    },
  );

const cards = (ports: NotifyPorts, alerts: readonly Arrived<Alert>[]): readonly Delivery[] =>
  cardDelivery(
    ports,
    'card with an alert',
    alerts,
    (each) => `${alertKey(each)}:card`,
    ([first, ...others]) => {
      const cardOf = (each: Alert) => alertCard(each, tenantName(ports, each), ports.portalUrl);
      return alertsOnOneCard([cardOf(first), ...others.map(cardOf)]);
    },
  );
