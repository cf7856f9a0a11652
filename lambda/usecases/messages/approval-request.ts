import type { Estate } from '../../../config/estate.ts';
import { factsOfTheDay } from '../../domain/accounts/facts-of-the-day.ts';
import { holdsGlobalAdministrator } from '../../domain/accounts/held-global-administrator.ts';
import type { Cycle } from '../../domain/cycle/cycle.ts';
import type { Message } from '../../domain/cycle/message.ts';
import { requestedSentence } from '../../domain/cycle/requested-words.ts';
import { needsTwoPersons } from '../../domain/rotation/approval.ts';
import { isOpen, opensFrom } from '../../domain/rotation/change-window.ts';
import { counted } from '../../domain/text/counted.ts';
import { localTime } from '../../domain/text/local-time.ts';
import type { MailText, TeamCard } from '../../ports/messages.ts';
import { barredNotes, type WaitingTenant, type WhatWaits } from '../approval/what-waits.ts';

export type ApprovalRequest = Extract<Message, { kind: 'approval-request' }>;

/** What one technician is asked about, in all tenants of a cycle. */
export type AskedFor = WhatWaits & {
  /** The technician's own link. */
  readonly url: string;
  /** Whom mail does not reach, where this technician is asked for that reason. */
  readonly standsInFor?: string | undefined;
};

export const accountsIn = (tenants: readonly WaitingTenant[]): number =>
  tenants.reduce((sum, { waiting }) => sum + waiting.length, 0);

/** One mail for all that a technician is to decide in a cycle, however many tenants it is about. */
export function approvalMail(
  { cycle, tenants, unread, url, standsInFor }: AskedFor,
  estate: Estate,
  now: Date,
): MailText {
  const until = localTime(cycle.decideBefore, estate.msp.timeZone);
  const what = counts(tenants);
  return {
    subject: cycle.emergency
      ? `Emergency: please decide about ${what} now`
      : `Please decide: password rotation of ${what}`,
    preview: `Until ${until}. Nothing is reset before you approve it.`,
    paragraphs: [
      `Cycle ${cycle.cycleId} is to rotate the passwords of ${what}. Nothing is reset before you approve it.`,
      ...requestedLines(cycle),
      ...(standsInFor === undefined
        ? []
        : [`You are asked because mail does not reach ${standsInFor}, and you may decide too.`]),
      `Decide before ${until}. After that, silence means no reset.`,
    ],
    action: { label: 'Review and decide', url },
    sections: [
      { title: 'What waits for you', rows: tenants.map((each) => tenantRow(each, cycle, estate, now)) },
      {
        title: 'To know',
        rows: [
          ...tenants.flatMap(({ tenant, waiting }) =>
            barredNotes(estate, waiting).map((note) => `${tenant.displayName}: ${note}`),
          ),
          ...unreadLines(unread),
          ...factsOfTheDay(cycle.class, now),
        ],
      },
    ],
    notes: [
      'The link is yours alone: it asks you to sign in, and decides nothing by itself.',
      'This is the one mail that asks you in this cycle, except a last call before the deadline if something still waits. What is found later is on the same page.',
    ],
  };
}

/** One card for a cycle, whichever technicians are asked. It leads to the portal, where each sees what is theirs. */
export const approvalCard = ({ cycle, tenants }: WhatWaits, { msp }: Estate, portalUrl: string): TeamCard => ({
  title: cycle.emergency ? 'Emergency: approvals are needed now' : 'Password rotation waits for approval',
  lines: [`Cycle ${cycle.cycleId} has begun. The technicians who may decide have mail.`, ...requestedLines(cycle)],
  facts: [
    { name: 'Waiting', value: counts(tenants) },
    { name: 'Decide before', value: localTime(cycle.decideBefore, msp.timeZone) },
  ],
  links: [{ title: 'Open the portal', url: portalUrl }],
});

const counts = (tenants: readonly WaitingTenant[]): string =>
  `${counted(accountsIn(tenants), 'account')} in ${counted(tenants.length, 'tenant')}`;

const requestedLines = (cycle: Cycle): readonly string[] => {
  const sentence = requestedSentence(cycle);
  return sentence === undefined ? [] : [sentence];
};

const unreadLines = (unread: number): readonly string[] =>
  unread === 0 ? [] : [`${counted(unread, 'tenant')} could not be read yet. What is found there is on the same page.`];

/** How many accounts, what is special among them, and when resets would begin. */
function tenantRow({ tenant, waiting }: WaitingTenant, cycle: Cycle, estate: Estate, now: Date): string {
  const administrators = waiting.filter(({ account }) => holdsGlobalAdministrator(account) !== undefined).length;
  const forTwo = waiting.filter((each) => needsTwoPersons(each, tenant, estate)).length;
  const special = [
    ...(administrators === 0 ? [] : [counted(administrators, 'Global Administrator')]),
    ...(forTwo === 0 ? [] : [`${forTwo} that two technicians must approve`]),
  ];
  const among = special.length === 0 ? '' : `, among them ${special.join(' and ')}`;
  const window = cycle.emergency === true ? '' : windowWords(tenant, estate, now);
  return `${tenant.displayName}: ${counted(waiting.length, 'account')}${among}${window}`;
}

/** When resets would begin if everything were approved now. */
function windowWords({ changeWindow }: WaitingTenant['tenant'], { msp }: Estate, now: Date): string {
  if (changeWindow === undefined) return '';
  const window = { ...changeWindow, timeZone: changeWindow.timeZone ?? msp.timeZone };
  if (isOpen(window, now)) return '; its change window is open now';
  return `; approved now, reset from ${localTime(opensFrom(window, now), window.timeZone)} on`;
}
