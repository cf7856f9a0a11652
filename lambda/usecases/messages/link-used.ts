import type { Message } from '../../domain/cycle/message.ts';
import { localTime } from '../../domain/text/local-time.ts';
import type { MailText, TeamCard } from '../../ports/messages.ts';

export type LinkUsed = Extract<Message, { kind: 'link-used' }>;
type Used = readonly [LinkUsed, ...LinkUsed[]];

const words: Readonly<Record<LinkUsed['use'], string>> = {
  revealed: 'password shown to',
  renewed: 'further link made by',
  'renewal-asked': 'further link asked for by',
  'handed-over': 'handed over by',
};

const accountOf = ({ userPrincipalName, tenantDisplayName }: LinkUsed) => `${userPrincipalName} (${tenantDisplayName})`;

const happened = ({ use, by, to, at, address }: LinkUsed, timeZone: string) =>
  `${words[use]} ${by}${to === undefined ? '' : ` to ${to}`}, ${localTime(at, timeZone)}, from ${address}`;

/** For the team. */
export function linkUsedMail(used: Used, timeZone: string): MailText {
  const asked = used.filter(({ use }) => use === 'renewal-asked').length;
  return {
    subject:
      asked > 0
        ? `Another technician must agree: ${asked === 1 ? 'a further link was' : `${asked} further links were`} asked for`
        : `Credential links used in cycle ${used[0].cycleId}`,
    paragraphs: [`This was done with credential links of cycle ${used[0].cycleId}.`],
    sections: [
      {
        title: 'Done',
        rows: used.map((each) => {
          const text = `${accountOf(each)}: ${happened(each, timeZone)}`;
          return each.url === undefined ? text : { text, label: 'Look at it, and agree', url: each.url };
        }),
      },
    ],
    notes: asked > 0 ? ['Ask the technician before you agree: somebody else may act in that name.'] : [],
  };
}

export function linkUsedCard(used: Used, portalUrl: string, timeZone: string): TeamCard {
  const [{ cycleId }] = used;
  return {
    title: used.length === 1 ? 'A credential link was used' : `Credential links were used ${used.length} times`,
    lines: [],
    facts: used.map((each) => ({ name: accountOf(each), value: happened(each, timeZone) })),
    links: [{ title: 'Open the cycle', url: `${portalUrl}/cycles/${cycleId}` }],
  };
}
