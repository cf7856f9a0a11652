/** Plain text in one format is a command in another, so each function escapes for one format. For a terminal, see `printable`. */

/** For the text of an Adaptive Card, in which Teams obeys Markdown. */
export const escapedForMarkdown = (text: string): string => text.replace(/[\\`*_[\]()#~<>|]/g, '\\$&');
