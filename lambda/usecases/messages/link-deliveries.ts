import { cardDelivery, channelOf } from './channels.ts';
import { delivery, grouped, ofKind } from './delivery.ts';
import { type LinkUsed, linkUsedCard, linkUsedMail } from './link-used.ts';
import type { Arrived, Delivery, NotifyPorts } from './notify-ports.ts';
import { mailed, theTeam } from './receipts.ts';

const linkUsedKey = ({ use, linkFingerprint }: LinkUsed) => `link-used:${use}:${linkFingerprint}`;

/** What was done with credential links, to the team: by a card, or by mail where there is no channel, or where somebody must act. */
export function linkDeliveries(ports: NotifyPorts, arrived: readonly Arrived[]): readonly Delivery[] {
  const { timeZone } = ports.estate.msp;
  const links = ofKind(arrived, 'link-used');
  const byMail = links.filter(({ message }) => ports.team === undefined || message.use === 'renewal-asked');
  return [
    ...grouped(byMail, ({ cycleId }) => cycleId).map((group) =>
      delivery(
        'mail',
        'mail to the team about a used link',
        group,
        (each) => `${linkUsedKey(each)}:team`,
        async (used) => [await mailed(ports, theTeam(ports), linkUsedMail(used, timeZone))],
      ),
    ),
    ...grouped(links, (each) => `${each.cycleId} ${channelOf(ports, each)}`).flatMap((group) =>
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
