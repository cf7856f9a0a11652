import { escapedForHtml } from '../../domain/text/escaping.ts';
import { oneLine } from '../../domain/text/printable.ts';
import type { Mail } from '../../ports/messages.ts';

/** What a mail says, before it is text and HTML. Both hold the same. */
export interface MailText {
  readonly subject: string;
  readonly paragraphs: readonly string[];
  readonly sections?: readonly Section[];
  /** The one thing to do. */
  readonly action?: Link;
  readonly notes: readonly string[];
}

export interface Section {
  readonly title: string;
  readonly rows: readonly (string | (Link & { readonly text: string }))[];
}

interface Link {
  readonly label: string;
  readonly url: string;
}

/** More rows than anybody reads in a mail; the portal shows all. */
const MOST_ROWS = 200;

export function mailFrom(to: string, mail: MailText): Mail {
  const lines = (texts: readonly string[]) => texts.map((each) => oneLine(each, LONGEST_ROW));
  const ready = {
    ...mail,
    subject: oneLine(mail.subject, LONGEST_SUBJECT),
    paragraphs: lines(mail.paragraphs),
    sections: (mail.sections ?? [])
      .filter(({ rows }) => rows.length > 0)
      .map(cut)
      .map(cleaned),
    notes: lines(mail.notes),
  };
  return { to, subject: ready.subject, text: textOf(ready), html: htmlOf(ready) };
}

/** Names come from directories: a line break in one must become neither a header nor a line of its own. */
const LONGEST_SUBJECT = 200;
/** An account may be rotated for many roles, which are all in its row. */
const LONGEST_ROW = 1_000;
const cleaned = ({ title, rows }: Section): Section => ({
  title: oneLine(title, LONGEST_SUBJECT),
  rows: rows.map((row) =>
    typeof row === 'string' ? oneLine(row, LONGEST_ROW) : { ...row, text: oneLine(row.text, LONGEST_ROW) },
  ),
});

const cut = ({ title, rows }: Section): Section =>
  rows.length <= MOST_ROWS
    ? { title, rows }
    : { title, rows: [...rows.slice(0, MOST_ROWS), `and ${rows.length - MOST_ROWS} more: see the portal`] };

type Ready = MailText & { readonly sections: readonly Section[] };

function textOf({ paragraphs, sections, action, notes }: Ready): string {
  const row = (each: Section['rows'][number]) =>
    typeof each === 'string' ? `- ${each}` : `- ${each.text}\n  ${each.url}`;
  return [
    ...paragraphs,
    ...sections.map(({ title, rows }) => [`${title}:`, ...rows.map(row)].join('\n')),
    ...(action === undefined ? [] : [`${action.label}:\n${action.url}`]),
    ...notes,
    '',
  ].join('\n\n');
}

function htmlOf({ subject, paragraphs, sections, action, notes }: Ready): string {
  const anchor = ({ label, url }: Link) => `<a href="${escapedForHtml(url)}">${escapedForHtml(label)}</a>`;
  const row = (each: Section['rows'][number]) =>
    typeof each === 'string' ? escapedForHtml(each) : `${escapedForHtml(each.text)}<br>${anchor(each)}`;
  return [
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="color-scheme" content="light dark">',
    `<title>${escapedForHtml(subject)}</title></head>`,
    '<body style="font-family: sans-serif; line-height: 1.5; max-width: 40em">',
    ...paragraphs.map((each) => `<p>${escapedForHtml(each)}</p>`),
    ...sections.map(
      ({ title, rows }) =>
        `<h2>${escapedForHtml(title)}</h2><ul>${rows.map((each) => `<li>${row(each)}</li>`).join('')}</ul>`,
    ),
    ...(action === undefined ? [] : [`<p>${anchor(action)}</p>`]),
    ...notes.map((each) => `<p><small>${escapedForHtml(each)}</small></p>`),
    '</body></html>',
  ].join('\n');
}
