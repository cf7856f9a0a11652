import { exclusionCounts } from '../../domain/accounts/exclusion-counts.ts';
import { reasonWords } from '../../domain/audit/reason-words.ts';
import { requestedSentence } from '../../domain/cycle/requested-words.ts';
import { decidersOf } from '../../domain/rotation/asking.ts';
import type { Rotation } from '../../domain/rotation/rotation.ts';
import { exactTime } from '../../domain/text/local-time.ts';
import { oneLine } from '../../domain/text/printable.ts';
import { unlinkedLine } from '../../domain/text/safe-line.ts';
import type { Ticket } from '../../ports/tickets.ts';
import { NOBODY_MAY_DECIDE } from '../messages/cycle-summary.ts';
import { undecidableLines } from '../messages/outcome-lines.ts';
import { askedItem } from './account-items.ts';
import { plainText } from './plain-text.ts';
import { LONGEST_BODY, LONGEST_SUMMARY, type TicketSheet, ticketKey } from './ticket-sheet.ts';

/** The ticket of one customer and cycle as it is opened: who asks whom about which accounts, why, and until when. */
export function ticketRequest(sheet: TicketSheet): Ticket {
  const { cycle, tenant, company, rotations, exclusions } = sheet;
  const at = (instant: string) => exactTime(instant, sheet.estate.msp.timeZone);
  return {
    key: ticketKey(sheet, 'rotation'),
    company,
    summary: oneLine(`M365 password rotation ${cycle.cycleId}: ${tenant.displayName}`, LONGEST_SUMMARY),
    body: plainText(
      [
        unlinkedLine(`Password rotation of ${tenant.displayName} in cycle ${cycle.cycleId}.`),
        [
          unlinkedLine(`Why: ${requestedSentence(cycle) ?? `the schedule ${cycle.schedule}`}`),
          `Opened: ${at(cycle.openedAt)}`,
          ...(cycle.emergency === true
            ? ['Emergency: two persons approve each account, and everybody is signed out of it']
            : []),
          unlinkedLine(`Asked to decide: ${namesOf(sheet) ?? 'nobody'}`),
          `Until: ${at(cycle.decideBefore)}. Nothing is reset without an approval; silence means no reset.`,
        ].join('\n'),
        ...(tenant.failure === undefined ? [] : [unlinkedLine(`The tenant failed: ${reasonWords(tenant.failure)}`)]),
      ],
      [
        { title: 'Accounts', items: rotations.map((each) => askedItem(sheet, each)) },
        { title: NOBODY_MAY_DECIDE, items: undecidableLines(exclusions).map((each) => [each]) },
      ],
      [
        `${tenant.accountsSeen} accounts seen. Left out: ${exclusionCounts(tenant.excluded)}.`,
        `Passwords are never part of a ticket. Details: ${sheet.portalUrl}/cycles/${cycle.cycleId}`,
      ],
      LONGEST_BODY,
    ),
  };
}

/** Everybody who may decide about one of the accounts. */
function namesOf({ rotations, rules, estate, cycle }: TicketSheet): string | undefined {
  // As it was when they were asked: a decision that was made takes no name away.
  const asAsked = (each: Rotation): Rotation => ({ ...each, state: { status: 'awaiting-approval' } });
  const asked = rotations.flatMap((each) =>
    decidersOf(asAsked(each), rules, estate.technicians, new Date(cycle.openedAt)).map(({ name }) => name),
  );
  return asked.length === 0 ? undefined : [...new Set(asked)].join(', ');
}
