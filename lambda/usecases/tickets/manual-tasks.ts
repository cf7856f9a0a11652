import type { ExcludedAccount } from '../../domain/accounts/account.ts';
import { type ExclusionReason, exclusionLabel } from '../../domain/accounts/exclusion-reasons.ts';
import { oneLine } from '../../domain/text/printable.ts';
import { unlinkedLine } from '../../domain/text/safe-line.ts';
import type { Ticket } from '../../ports/tickets.ts';
import { plainText } from './plain-text.ts';
import { LONGEST_BODY, LONGEST_SUMMARY, type TicketSheet, ticketKey } from './ticket-sheet.ts';

/**
 * Accounts whose passwords a person can change, and this product cannot: they live elsewhere, or only the administrators of a unit may
 * change them. All other reasons say that a password must not be changed (break-glass, listed, Entra Connect's own), that there is none or no
 * use in a new one (guests, blocked accounts and mailboxes, AI agents), or that somebody chose so (not opted in).
 */
const whatToDo: Readonly<Partial<Record<ExclusionReason, string>>> = {
  synced: 'Change the password in the on-premises Active Directory, and let Entra Connect sync it.',
  federated: 'Change the password at the identity provider of the domain.',
  restricted: 'An administrator of its administrative unit changes the password in the Entra admin center.',
};

export const manualTasks = (exclusions: readonly ExcludedAccount[]): readonly ExcludedAccount[] =>
  exclusions.filter(({ reason }) => whatToDo[reason] !== undefined);

/** One ticket per customer and cycle about what a person does by hand. It says how, and where the new password goes. */
export function manualTasksTicket(sheet: TicketSheet): Ticket {
  const { tenant, company, exclusions, portalUrl } = sheet;
  const tasks = manualTasks(exclusions);
  const sections = [...new Set(tasks.map(({ reason }) => reason))].map((reason) => ({
    title: exclusionLabel(reason),
    hint: whatToDo[reason] ?? '',
    items: tasks
      .filter((each) => each.reason === reason)
      .map(
        ({ userPrincipalName, class: own, displayName }) => [`${userPrincipalName} (${own}): ${displayName}`] as const,
      ),
  }));
  return {
    key: ticketKey(sheet, 'manual'),
    company,
    summary: oneLine(`Passwords to change by hand ${tenant.cycleId}: ${tenant.displayName}`, LONGEST_SUMMARY),
    body: plainText(
      [
        unlinkedLine(
          `These accounts of ${tenant.displayName} are due in cycle ${tenant.cycleId}, and their passwords cannot be changed by the rotation. Change each by hand, put the new password into the vault, and close this ticket: it is not followed any further.`,
        ),
      ],
      sections,
      [`Passwords are never part of a ticket. Details: ${portalUrl}/cycles/${tenant.cycleId}`],
      LONGEST_BODY,
    ),
  };
}
