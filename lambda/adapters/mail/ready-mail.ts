import { safeLine } from '../../domain/text/safe-line.ts';
import type { Link, MailText, Section } from '../../ports/messages.ts';

/** What a mail says, with every line safe to show and none too long. */
export interface ReadyMail {
  readonly subject: string;
  readonly preview: string;
  readonly paragraphs: readonly string[];
  readonly sections: readonly Section[];
  readonly action: Link | undefined;
  readonly notes: readonly string[];
  readonly language: string;
  readonly letterhead: string;
}

const PRODUCT = 'M365 Password Rotation';

/** More rows than anybody reads in a mail; the portal shows all. */
const MOST_ROWS = 200;
/** Names come from directories: a line break in one must become neither a header nor a line of its own. */
const LONGEST_SUBJECT = 200;
/** Mail programs show about half of it. */
const LONGEST_PREVIEW = 200;
/** An account may be rotated for many roles, which are all in its row. */
const LONGEST_ROW = 1_000;

/** Both forms of a mail are made from this, so that neither holds what the other does not. */
export function readyMail(says: MailText): ReadyMail {
  const { subject, preview, paragraphs, sections = [], action, notes, language = 'en', letterhead = PRODUCT } = says;
  const lines = (texts: readonly string[]) => texts.map((each) => safeLine(each, LONGEST_ROW));
  return {
    subject: safeLine(subject, LONGEST_SUBJECT),
    preview: safeLine(preview ?? paragraphs[0] ?? '', LONGEST_PREVIEW),
    paragraphs: lines(paragraphs),
    sections: sections.filter(({ rows }) => rows.length > 0).map(readySection),
    action,
    notes: lines(notes),
    language,
    letterhead: safeLine(letterhead, LONGEST_PREVIEW),
  };
}

function readySection({ title, rows }: Section): Section {
  const more = rows.length - MOST_ROWS;
  const shown = rows
    .slice(0, MOST_ROWS)
    .map((row) =>
      typeof row === 'string' ? safeLine(row, LONGEST_ROW) : { ...row, text: safeLine(row.text, LONGEST_ROW) },
    );
  return {
    title: safeLine(title, LONGEST_SUBJECT),
    rows: more > 0 ? [...shown, `and ${more} more: see the portal`] : shown,
  };
}
