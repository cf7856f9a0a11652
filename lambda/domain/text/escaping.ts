/** Plain text in one format is a command in another, so each function escapes for one format. For a terminal, see `printable`. */

/** For the text of an Adaptive Card, in which Teams obeys Markdown. */
export const escapedForMarkdown = (text: string): string => text.replace(/[\\`*_[\]()#~<>|]/g, '\\$&');

/** For text between tags of HTML that another system shows: also what its templates might obey. */
export const escapedForHtml = (text: string): string =>
  text.replace(/[&<>"'`$={}]/g, (sign) => `&#${sign.charCodeAt(0)};`);
