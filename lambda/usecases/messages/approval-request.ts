import type { Estate } from '../../../config/estate.ts';
import { holdsGlobalAdministrator } from '../../domain/accounts/held-global-administrator.ts';
import { barredSentence } from '../../domain/accounts/own-accounts.ts';
import { requestedSentence } from '../../domain/cycle/requested-words.ts';
import { needsTwoPersons } from '../../domain/rotation/approval.ts';
import { isOpen, opensFrom } from '../../domain/rotation/change-window.ts';
import { counted } from '../../domain/text/counted.ts';
import { localTime } from '../../domain/text/local-time.ts';
import type { MailText, TeamCard } from '../../ports/messages.ts';
import { countOf, type WaitingApprovals, type WaitingTenant } from './what-waits.ts';

/** One mail for all that a technician is to decide in a cycle, however many tenants and accounts it is about. */
export function approvalMail(waiting: WaitingApprovals, estate: Estate, url: string, now: Date): MailText {
  const { cycle, tenants, unread } = waiting;
  const until = localTime(deadlineOf(waiting), estate.msp.timeZone);
  const what = `${counted(countOf(tenants), 'account')} in ${counted(tenants.length, 'tenant')}`;
  const requested = requestedSentence(cycle);
  return {
    subject: cycle.emergency
      ? `Emergency: please decide about ${what} now`
      : `Please decide: password rotation of ${what}`,
    preview: `Until ${until}. Nothing is reset before you approve it.`,
    paragraphs: [
      `Cycle ${cycle.cycleId} is to rotate the passwords of ${what}. Nothing is reset before you approve it.`,
      ...(requested === undefined ? [] : [`${requested}.`]),
      `Decide before ${until}. After that, silence means no reset.`,
    ],
    action: { label: 'Review and decide', url },
    sections: [
      { title: 'What waits for you', rows: tenants.map((each) => tenantRow(each, waiting, estate, now)) },
      { title: 'To know', rows: tenants.flatMap((each) => tenantNotes(each, estate)) },
    ],
    notes: [
      ...(unread === 0
        ? []
        : [`${counted(unread, 'tenant')} could not be read yet: what they add appears on the same page.`]),
      'No other mail asks you in this cycle, except a last call before the deadline if something still waits. The page asks you to sign in, and opening it decides nothing.',
    ],
  };
}

/** One card for a cycle, whichever technicians are asked. It leads to the portal, where each sees what is theirs. */
export function approvalCard(waiting: WaitingApprovals, estate: Estate, portalUrl: string): TeamCard {
  const { cycle, tenants } = waiting;
  const requested = requestedSentence(cycle);
  return {
    title: cycle.emergency ? 'Emergency: approvals are needed now' : 'Password rotation waits for approval',
    lines: [
      `Cycle ${cycle.cycleId} has begun. The technicians who may decide have mail.`,
      ...(requested === undefined ? [] : [`${requested}.`]),
    ],
    facts: [
      { name: 'Waiting', value: `${counted(countOf(tenants), 'account')} in ${counted(tenants.length, 'tenant')}` },
      { name: 'Decide before', value: localTime(deadlineOf(waiting), estate.msp.timeZone) },
    ],
    links: [{ title: 'Open the portal', url: portalUrl }],
  };
}

/** What waits still, for the team: a tenant in a line. */
export function waitingCard(
  title: string,
  line: string,
  waiting: WaitingApprovals,
  timeZone: string,
  portalUrl: string,
): TeamCard {
  return {
    title,
    lines: [`${line} Decide before ${localTime(deadlineOf(waiting), timeZone)}: after that, nothing is reset.`],
    facts: waiting.tenants.map(({ tenant, rotations }) => ({
      name: tenant.displayName,
      value: counted(rotations.length, 'account'),
    })),
    links: [{ title: 'Open the cycle', url: `${portalUrl}/cycles/${waiting.cycle.cycleId}` }],
  };
}

/** The first of the deadlines: an account that was reopened may have another one than its cycle. */
const deadlineOf = ({ cycle, tenants }: WaitingApprovals): string =>
  tenants
    .flatMap(({ rotations }) => rotations.map(({ decideBefore }) => decideBefore))
    .toSorted()
    .at(0) ?? cycle.decideBefore;

function tenantRow(
  { tenant, rotations }: WaitingTenant,
  { cycle }: WaitingApprovals,
  estate: Estate,
  now: Date,
): string {
  const administrators = rotations.filter(({ account }) => holdsGlobalAdministrator(account) !== undefined).length;
  const forTwo = rotations.filter((each) => needsTwoPersons(each, tenant, estate)).length;
  const special = [
    ...(administrators === 0 ? [] : [counted(administrators, 'Global Administrator')]),
    ...(forTwo === 0 ? [] : [`${forTwo} for two technicians`]),
  ];
  const counts = `${tenant.displayName}: ${counted(rotations.length, 'account')}`;
  const among = special.length === 0 ? '' : `, among them ${special.join(', ')}`;
  return `${counts}${among}${cycle.emergency ? '' : windowWords(tenant, estate, now)}`;
}

/** When resets would begin if everything were approved now. */
function windowWords({ changeWindow }: WaitingTenant['tenant'], { msp }: Estate, now: Date): string {
  if (changeWindow === undefined) return '';
  const window = { ...changeWindow, timeZone: changeWindow.timeZone ?? msp.timeZone };
  if (isOpen(window, now)) return '; its change window is open now';
  return `; approved now, reset from ${localTime(opensFrom(window, now), window.timeZone)} on`;
}

/** Why technicians are not asked about accounts of the tenant, for those who are. */
function tenantNotes({ tenant, rotations }: WaitingTenant, { technicians }: Estate): readonly string[] {
  const barred = rotations.flatMap((each) => each.barred ?? []);
  return technicians.flatMap(({ objectId, name }) => {
    const named = barred.find((each) => each.objectId === objectId)?.named;
    return named === undefined ? [] : [`${tenant.displayName}: ${barredSentence({ objectId, name, named })}`];
  });
}
