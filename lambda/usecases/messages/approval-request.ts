import type { Message } from '../../domain/cycle/message.ts';
import { counted } from '../../domain/text/counted.ts';
import { localTime } from '../../domain/text/local-time.ts';
import { printable } from '../../domain/text/printable.ts';
import type { MailText, TeamCard } from '../../ports/messages.ts';

export type ApprovalRequest = Extract<Message, { kind: 'approval-request' }>;

/** One mail for all that a technician is to decide in a cycle, however many tenants it is about. */
export function approvalMail(requests: readonly [ApprovalRequest, ...ApprovalRequest[]], timeZone: string): MailText {
  const [first] = requests;
  const accounts = requests.reduce((sum, each) => sum + each.accounts, 0);
  const until = localTime(first.decideBefore, timeZone);
  const what = `${counted(accounts, 'account')} in ${counted(requests.length, 'tenant')}`;
  return {
    subject: first.reminder
      ? `Reminder: ${counted(accounts, 'approval')} still open, until ${until}`
      : `Please decide: password rotation of ${what}`,
    paragraphs: [
      `Cycle ${first.cycleId} is to rotate the passwords of ${what}. Nothing is reset before you approve it.`,
      `Decide before ${until}. After that, silence means no reset.`,
    ],
    sections: [
      {
        title: 'What waits for you',
        rows: requests.map((each) => `${each.tenantDisplayName}: ${counted(each.accounts, 'account')}`),
      },
      {
        title: 'To know',
        rows: requests.flatMap(({ tenantDisplayName, notes = [] }) =>
          notes.map((note) => printable(`${tenantDisplayName}: ${note}`)),
        ),
      },
    ],
    action: { label: 'Review and decide', url: first.url },
    notes: ['The link is yours alone: it asks you to sign in, and decides nothing by itself.'],
  };
}

/** One card for a cycle, whichever technicians are asked. It leads to the portal, where each sees what is theirs. */
export function approvalCard(
  { cycleId, decideBefore }: ApprovalRequest,
  portalUrl: string,
  timeZone: string,
): TeamCard {
  return {
    title: 'Password rotation waits for approval',
    lines: [`Cycle ${cycleId} has begun. The technicians who may decide have mail.`],
    facts: [{ name: 'Decide before', value: localTime(decideBefore, timeZone) }],
    links: [{ title: 'Open the portal', url: portalUrl }],
  };
}
