import type { Section } from '../../ports/messages.ts';
import type { ReadyMail } from './ready-mail.ts';

/** A mail as text, for programs that show no HTML and for people who prefer it. */
export function plainText({ paragraphs, sections, action, notes }: ReadyMail): string {
  return [
    ...paragraphs,
    ...sections.map(({ title, rows }) => [`${title}:`, ...rows.map(rowText)].join('\n')),
    ...(action === undefined ? [] : [`${action.label}:\n${action.url}`]),
    ...notes,
    '',
  ].join('\n\n');
}

const rowText = (row: Section['rows'][number]) =>
  typeof row === 'string' ? `- ${row}` : `- ${row.text}\n  ${row.label}: ${row.url}`;
