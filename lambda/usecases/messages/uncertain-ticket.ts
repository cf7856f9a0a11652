import { reasonWords } from '../../domain/audit/reason-words.ts';
import { isIn } from '../../domain/rotation/rotation.ts';
import { printable } from '../../domain/text/printable.ts';
import type { Ticket } from '../../ports/tickets.ts';
import { factAbout } from '../facts.ts';
import { RUNBOOK_CHAPTER, uncertainGuidance } from '../rotation/uncertain-guidance.ts';
import type { Alert } from './alert.ts';
import type { NotifyPorts } from './notify-ports.ts';

/**
 * Makes a ticket of its own for an uncertain rotation, once for each time that it became uncertain: somebody must find out
 * which password works. It holds no password and no link that acts. None for one that was settled meanwhile.
 */
export async function createUncertainTicket(ports: NotifyPorts, alert: Alert): Promise<void> {
  const { tickets, estate, portalUrl } = ports;
  const tenant = estate.tenants.find((each) => each.tenantId === alert.tenantId);
  if (tickets === undefined || tenant?.ticketCompany === undefined || alert.rotation === undefined) return;
  const { cycleId, tenantId, rotation: about } = alert;
  const rotation = await ports.rotations.find({ cycleId, tenantId, accountId: about.accountId });
  if (rotation === undefined || !isIn(rotation, 'uncertain')) return;
  const name = printable(rotation.account.userPrincipalName);
  const { known, steps } = uncertainGuidance(rotation, tenant.name);
  const ticket: Ticket = {
    key: `m365rot:uncertain:${about.rotationId}:${about.reopened}`,
    company: tenant.ticketCompany,
    summary: `Uncertain password reset: ${name}`,
    body: [
      `Nobody knows which of two passwords ${name} (${tenant.displayName}) has: ${reasonWords(rotation.state.reason)}.`,
      ...known,
      ...steps.map(({ text, command }) => `${text}:\n${command}`),
      `Status: ${portalUrl}/cycles/${cycleId}. Runbook: ${RUNBOOK_CHAPTER}.`,
    ].join('\n\n'),
  };
  const number = await tickets.create(ticket);
  await ports.rotations.note(
    factAbout(rotation, {
      action: 'ticket.created',
      evidence: { ticket: number },
      component: 'notify',
      now: ports.now(),
    }),
  );
}
