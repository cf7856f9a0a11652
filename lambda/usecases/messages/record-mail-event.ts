import type { Estate } from '../../../config/estate.ts';
import { isLost, type MailEvent, type MailTrouble, troubleReason } from '../../domain/messages/mail-trouble.ts';
import type { CycleStore } from '../../ports/cycle.ts';
import type { MailTroubles } from '../../ports/mail-troubles.ts';
import { askStandIns } from '../approval/ask-stand-ins.ts';
import type { AskingPorts } from '../approval/queue-request.ts';
import { factAboutCycle, factAboutEstate } from '../facts.ts';

export interface MailEventPorts extends AskingPorts {
  readonly troubles: Pick<MailTroubles, 'record'>;
  readonly cycles: Pick<CycleStore, 'find' | 'tenantsOf'>;
  /** Mail to the team is lost: whoever else is called must know. */
  readonly reportTeamMail: (told: string) => void;
}

/**
 * Records what SES tells of a mail. Where a technician's mail of a cycle is lost, the team is told, and whoever stands in is asked: both
 * once per cycle and person, however often and however late it is told.
 */
export async function recordMailEvent(ports: MailEventPorts, event: MailEvent): Promise<void> {
  const { estate, now } = ports;
  const { id, messageId, address, ...last } = event;
  const recipient = recipientOf(estate, address);
  const parts = {
    action: 'mail.undelivered',
    outcome: 'failed',
    reason: troubleReason(event),
    evidence: { messageId, detail: `${recipient.name}: ${[last.type, last.code ?? []].flat().join(', ')}` },
    component: 'record-mail-events',
    now: now(),
  } as const;
  const fact = last.cycleId === undefined ? factAboutEstate(parts) : factAboutCycle(last.cycleId, parts);
  await ports.troubles.record(`${id}:${address}`, { ...recipient, address, last }, fact, now());
  if (!isLost(event)) return;
  if (recipient.recipient === TEAM) ports.reportTeamMail(`${last.kind} ${last.type}`);
  const technician = estate.technicians.find(({ objectId }) => objectId === recipient.recipient);
  if (technician === undefined || last.cycleId === undefined) return;
  // Of something that was recorded before too: it may have stopped right after it.
  await ports.messageQueue.send({
    kind: 'mail-undelivered',
    cycleId: last.cycleId,
    technicianObjectId: technician.objectId,
    undelivered: last,
  });
  await askStandIns(ports, last.cycleId, technician);
}

const TEAM = 'team';

/** Who has an address; several technicians with one address are the first of them. */
function recipientOf({ msp, technicians, tenants }: Estate, address: string): Pick<MailTrouble, 'recipient' | 'name'> {
  const isIt = (mail: string) => mail.toLowerCase() === address.toLowerCase();
  const technician = technicians.find(({ mail }) => isIt(mail));
  if (technician !== undefined) return { recipient: technician.objectId, name: technician.name };
  const tenant = tenants.find(({ contact }) => contact !== undefined && isIt(contact.mail));
  if (tenant !== undefined) return { recipient: tenant.tenantId, name: `the contact of ${tenant.displayName}` };
  return isIt(msp.teamMail) ? { recipient: TEAM, name: 'the team' } : { recipient: 'others', name: 'somebody else' };
}
