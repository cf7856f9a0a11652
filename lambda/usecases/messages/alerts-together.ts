import type { MailText, TeamCard } from '../../ports/messages.ts';

/**
 * Many alerts in one mail, as when Graph is down for a whole cycle: a mail each would come at the pace of the sending quota,
 * and nobody would read them. What they have in common is said once.
 */
export function alertsInOneMail(mails: readonly [MailText, ...MailText[]]): MailText {
  const [first, ...others] = mails;
  if (others.length === 0) return first;
  const isCommon = (paragraph: string) => mails.every(({ paragraphs }) => paragraphs.includes(paragraph));
  return {
    ...first,
    subject: `${mails.length} alerts, the first: ${first.subject}`,
    paragraphs: first.paragraphs.filter(isCommon),
    sections: [
      {
        title: 'Alerts',
        rows: mails.map(({ paragraphs, subject }) => paragraphs.filter((each) => !isCommon(each)).join(' ') || subject),
      },
    ],
  };
}

/** Many alerts on one card, a line each. */
export function alertsOnOneCard(cards: readonly [TeamCard, ...TeamCard[]]): TeamCard {
  const [first, ...others] = cards;
  if (others.length === 0) return first;
  const facts = cards.map(({ facts: [what, ...rest] }) => ({
    name: what?.value ?? '',
    value: rest.map(({ value }) => value).join(', '),
  }));
  return { ...first, title: `${cards.length} × ${first.title}`, facts };
}
