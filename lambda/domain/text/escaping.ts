/** Plain text in one format is a command in another, so each function escapes for one format. For a terminal, see `printable`. */

/** For the text of an Adaptive Card, in which Teams obeys Markdown. */
export const escapedForMarkdown = (text: string): string => text.replace(/[\\`*_[\]()#~<>|]/g, '\\$&');

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** For the HTML of a mail, as text or in a quoted attribute. Pages are made by JSX, which escapes by itself. */
export const escapedForHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => entities[character] ?? '');
