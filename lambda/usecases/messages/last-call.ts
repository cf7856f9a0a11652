import { counted } from '../../domain/text/counted.ts';
import { localTime } from '../../domain/text/local-time.ts';
import type { MailText, TeamCard } from '../../ports/messages.ts';
import type { WaitingTenant } from '../approval/what-waits.ts';
import { accountsIn } from './approval-request.ts';
import { collectUrl, firstExpiry, perTenant } from './passwords-ready.ts';
import type { WaitingPasswords } from './waiting-passwords.ts';

/** What is about to be over for one technician. */
export interface LastCallFacts {
  readonly cycleId: string;
  /** ISO 8601, UTC. */
  readonly decideBefore: string;
  readonly approvals: readonly WaitingTenant[];
  readonly passwords: WaitingPasswords;
  readonly portalUrl: string;
  readonly timeZone: string;
}

/**
 * The last mail of a cycle to a technician: what waits for a decision, and what for collection. Where both wait, it leads to the
 * technician's own page, which has both.
 */
export function lastCallMail(facts: LastCallFacts): MailText {
  const { cycleId, approvals, passwords, timeZone } = facts;
  const decide = accountsIn(approvals);
  const collect = passwords.links.length;
  return {
    subject: `Last call: ${waits(facts)} (${cycleId})`,
    paragraphs: [
      ...(decide === 0
        ? []
        : [
            `${counted(decide, 'account')} of cycle ${cycleId} still ${decide === 1 ? 'waits' : 'wait'} for your decision, until ${localTime(facts.decideBefore, timeZone)}. After that, silence means no reset.`,
          ]),
      ...(collect === 0
        ? []
        : [
            `${counted(collect, 'new password')} of cycle ${cycleId} ${collect === 1 ? 'waits' : 'wait'} for you to collect.`,
            ...firstExpiry(passwords.links, timeZone),
            'Nobody can open what has expired, before it was renewed on its page.',
          ]),
    ],
    action: actionFor(facts),
    sections: [
      {
        title: 'To decide',
        rows: approvals.map(({ tenant, waiting }) => `${tenant.displayName}: ${counted(waiting.length, 'account')}`),
      },
      { title: 'To collect', rows: perTenant(passwords.links) },
    ],
    notes: [
      'No further mail about this cycle comes to you. The page asks you to sign in, and opening it does nothing.',
    ],
  };
}

/** For the team, where the technician had the last call before. */
export const lastCallCard = (facts: LastCallFacts, technicianName: string): TeamCard => ({
  title: `Last call for ${technicianName}: ${waits(facts)} (${facts.cycleId})`,
  lines: ['The technician had the last mail of this cycle before: please pass it on.'],
  facts: [
    ...facts.approvals.map(({ tenant, waiting }) => ({
      name: tenant.displayName,
      value: `${counted(waiting.length, 'account')} to decide`,
    })),
    ...perTenant(facts.passwords.links).map((each) => ({ name: 'To collect', value: each })),
  ],
  links: [{ title: 'Open the cycle', url: `${facts.portalUrl}/cycles/${facts.cycleId}` }],
});

function waits({ approvals, passwords }: LastCallFacts): string {
  const [decide, collect] = [accountsIn(approvals), passwords.links.length];
  return [
    ...(decide === 0 ? [] : [`${counted(decide, 'account')} not decided`]),
    ...(collect === 0 ? [] : [`${counted(collect, 'password')} not collected`]),
  ].join(', ');
}

function actionFor({ cycleId, approvals, passwords, portalUrl }: LastCallFacts): MailText['action'] & object {
  if (approvals.length === 0) return { label: 'Collect the passwords', url: collectUrl(portalUrl) };
  return passwords.links.length === 0
    ? { label: 'Review and decide', url: `${portalUrl}/cycles/${cycleId}/approvals` }
    : { label: 'Open what waits for you', url: `${portalUrl}/` };
}
