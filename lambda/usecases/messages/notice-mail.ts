import type { MailText, TeamCard } from '../../ports/messages.ts';

/** What a card says, as a mail: for estates without a channel. */
export function noticeMail({ title, lines, facts, links: [action] }: TeamCard): MailText {
  return {
    subject: title,
    paragraphs: lines,
    sections: [{ title: 'Details', rows: facts.map(({ name, value }) => `${name}: ${value}`) }],
    ...(action === undefined ? {} : { action: { label: action.title, url: action.url } }),
    notes: [],
  };
}
