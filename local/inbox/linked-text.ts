import { html } from 'hono/html';

/** An address, without the punctuation that ends a sentence. */
const address = /https?:\/\/[^\s<>"]+[^\s<>".,;:!?)\]]/g;

/** Text with its addresses as links; everything else is escaped. */
export function linkedText(text: string): readonly (string | ReturnType<typeof html>)[] {
  const parts: (string | ReturnType<typeof html>)[] = [];
  let end = 0;
  for (const match of text.matchAll(address)) {
    parts.push(text.slice(end, match.index), html`<a href="${match[0]}">${match[0]}</a>`);
    end = match.index + match[0].length;
  }
  return [...parts, text.slice(end)];
}
