import type { Message } from '../../domain/cycle/message.ts';
import { alertDeliveries } from './alert-deliveries.ts';
import { approvalDeliveries } from './approval-deliveries.ts';
import { cardDelivery } from './channels.ts';
import { contactDeliveries } from './contact-deliveries.ts';
import { summaryCard, summaryMail } from './cycle-summary.ts';
import { delivery, ofKind } from './delivery.ts';
import { dryRunMail } from './dry-run-summary.ts';
import { heldDeliveries } from './held-deliveries.ts';
import { inspectionDeliveries } from './inspection-deliveries.ts';
import { linkDeliveries } from './link-deliveries.ts';
import { undeliveredDeliveries } from './mail-undelivered.ts';
import type { Arrived, Delivery, NotifyPorts } from './notify-ports.ts';
import { lastCallDeliveries, readyDeliveries } from './password-deliveries.ts';
import { readCycleSummary } from './read-cycle-summary.ts';
import { readPlannedTenants } from './read-planned-tenants.ts';
import { mailed, theTeam } from './receipts.ts';
import { vaultCheckDeliveries } from './vault-check-deliveries.ts';
import { vaultDeliveries } from './vault-deliveries.ts';

/** The mails and cards for a batch of messages, each with the keys under which it is recorded as sent. */
export async function deliveriesOf(ports: NotifyPorts, arrived: readonly Arrived[]): Promise<readonly Delivery[]> {
  return [
    ...approvalDeliveries(ports, arrived),
    ...readyDeliveries(ports, arrived),
    ...(await lastCallDeliveries(ports, arrived)),
    ...(await vaultDeliveries(ports, arrived)),
    ...vaultCheckDeliveries(ports, arrived),
    ...inspectionDeliveries(ports, arrived),
    ...linkDeliveries(ports, arrived),
    ...heldDeliveries(ports, arrived),
    ...contactDeliveries(ports, arrived),
    ...alertDeliveries(ports, arrived),
    ...undeliveredDeliveries(ports, arrived),
    ...ofKind(arrived, 'cycle-closed').flatMap((each) => summaryDeliveries(ports, each)),
  ];
}

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
        return [await mailed(ports, theTeam(ports), text)];
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
