import type { Estate } from '../../../config/estate.ts';
import type { Cycle } from '../../domain/cycle/cycle.ts';
import type { Message } from '../../domain/cycle/message.ts';
import { requestedSentence } from '../../domain/cycle/requested-words.ts';
import { decidersOf } from '../../domain/rotation/asking.ts';
import { counted } from '../../domain/text/counted.ts';
import { localTime } from '../../domain/text/local-time.ts';
import { printable } from '../../domain/text/printable.ts';
import type { MailText, TeamCard } from '../../ports/messages.ts';
import { barredNotes, type WaitingTenant, type WhatWaits } from '../approval/what-waits.ts';

export type ApprovalRequest = Extract<Message, { kind: 'approval-request' }>;
export type TeamReminder = Extract<Message, { kind: 'approval-reminder' | 'approvals-added' }>;

/** What one technician is asked about, in all tenants of a cycle. */
export type AskedFor = WhatWaits & {
  /** The technician's own link. */
  readonly url: string;
};

const accountsIn = (tenants: readonly WaitingTenant[]) => tenants.reduce((sum, { waiting }) => sum + waiting.length, 0);

/** One mail for all that a technician is to decide in a cycle, however many tenants it is about. */
export function approvalMail({ cycle, tenants, unread, url }: AskedFor, estate: Estate): MailText {
  const until = localTime(cycle.decideBefore, estate.msp.timeZone);
  const what = `${counted(accountsIn(tenants), 'account')} in ${counted(tenants.length, 'tenant')}`;
  return {
    subject: `Please decide: password rotation of ${what}`,
    paragraphs: [
      `Cycle ${cycle.cycleId} is to rotate the passwords of ${what}. Nothing is reset before you approve it.`,
      ...requestedLines(cycle),
      `Decide before ${until}. After that, silence means no reset.`,
    ],
    sections: [
      { title: 'What waits for you', rows: tenants.map(tenantLine) },
      {
        title: 'To know',
        rows: [
          ...tenants.flatMap(({ tenant, waiting }) =>
            barredNotes(estate, waiting).map((note) => printable(`${tenant.displayName}: ${note}`)),
          ),
          ...unreadLines(unread),
        ],
      },
    ],
    action: { label: 'Review and decide', url },
    notes: [
      'The link is yours alone: it asks you to sign in, and decides nothing by itself.',
      'This is the one mail that asks you in this cycle. What is found later is on the same page.',
    ],
  };
}

const requestedLines = (cycle: Cycle): readonly string[] => {
  const sentence = requestedSentence(cycle);
  return sentence === undefined ? [] : [printable(sentence)];
};

const unreadLines = (unread: number): readonly string[] =>
  unread === 0 ? [] : [`${counted(unread, 'tenant')} could not be read yet. What is found there is on the same page.`];

const tenantLine = ({ tenant, waiting }: WaitingTenant) =>
  printable(`${tenant.displayName}: ${counted(waiting.length, 'account')}`);

/** One card for a cycle, whichever technicians are asked. It leads to the portal, where each sees what is theirs. */
export const approvalCard = ({ cycle, tenants }: WhatWaits, portalUrl: string, timeZone: string): TeamCard => ({
  title: 'Password rotation waits for approval',
  lines: [`Cycle ${cycle.cycleId} has begun. The technicians who may decide have mail.`, ...requestedLines(cycle)],
  facts: [
    { name: 'Accounts', value: `${accountsIn(tenants)} in ${counted(tenants.length, 'tenant')}` },
    { name: 'Decide before', value: localTime(cycle.decideBefore, timeZone) },
  ],
  links: [{ title: 'Open the portal', url: portalUrl }],
});

/** What the team is to see to: half of the window has passed, or tenants were read too late for the mails that asked. */
export interface RemindedTeam {
  readonly cycle: Cycle;
  readonly isHalfTime: boolean;
  readonly accounts: number;
  /** Each tenant, what waits in it, and who may decide. */
  readonly rows: readonly string[];
}

/** @returns `undefined` where nothing waits any more */
export function teamReminder(
  [first, ...others]: readonly [TeamReminder, ...TeamReminder[]],
  what: WhatWaits,
  estate: Estate,
  now: Date,
): RemindedTeam | undefined {
  const isHalfTime = first.kind === 'approval-reminder';
  const named = [first, ...others].flatMap((each) => ('tenantId' in each ? [each.tenantId] : []));
  const tenants = isHalfTime ? what.tenants : what.tenants.filter(({ tenant }) => named.includes(tenant.tenantId));
  if (tenants.length === 0) return undefined;
  const rows = tenants.map((each) => {
    const able = new Set(each.waiting.flatMap((one) => decidersOf(one, each.tenant, estate.technicians, now)));
    return printable(`${tenantLine(each)}; may decide: ${[...able].map(({ name }) => name).join(', ') || 'nobody'}`);
  });
  return { cycle: what.cycle, isHalfTime, accounts: accountsIn(tenants), rows };
}

const titleOf = ({ isHalfTime, accounts }: RemindedTeam) =>
  isHalfTime
    ? `Half of the time has passed: ${counted(accounts, 'approval')} still open`
    : `${counted(accounts, 'approval')} more: tenants were read late`;

const linesOf = ({ cycle, isHalfTime }: RemindedTeam, timeZone: string): readonly string[] => [
  isHalfTime
    ? `Accounts of cycle ${cycle.cycleId} still wait for a decision. Who stands in for others is asked now.`
    : `In cycle ${cycle.cycleId} these tenants were read after the mails that ask had been sent. No further mail asks about them.`,
  `Decide before ${localTime(cycle.decideBefore, timeZone)}. After that, silence means no reset.`,
];

export const teamReminderMail = (reminder: RemindedTeam, portalUrl: string, timeZone: string): MailText => ({
  subject: titleOf(reminder),
  paragraphs: linesOf(reminder, timeZone),
  sections: [{ title: 'What waits', rows: reminder.rows }],
  action: { label: 'Open the portal', url: portalUrl },
  notes: [],
});

export const teamReminderCard = (reminder: RemindedTeam, portalUrl: string, timeZone: string): TeamCard => ({
  title: titleOf(reminder),
  lines: [...linesOf(reminder, timeZone), ...reminder.rows],
  facts: [],
  links: [{ title: 'Open the portal', url: portalUrl }],
});
