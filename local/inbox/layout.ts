import { html, raw } from 'hono/html';
import { stylesheet } from './stylesheet.ts';

type Html = ReturnType<typeof html>;

export interface NavigationLink {
  readonly path: string;
  readonly name: string;
  /** How many things are there. */
  readonly count: number;
}

interface Page {
  readonly path: string;
  readonly title: string;
  readonly introduction: string;
  readonly notice: string | undefined;
  readonly links: readonly NavigationLink[];
  readonly content: Html;
}

/** What all pages of the inbox have around their content. */
export const layout = ({ path, title, introduction, notice, links, content }: Page): Html => html`<!doctype html>
  <html lang="en">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <title>${title}</title>
      <style>
        ${raw(stylesheet)}
      </style>
    </head>
    <body>
      <header>
        <h1>Inbox</h1>
        <p class="mark">${introduction}</p>
        ${notice === undefined ? '' : html`<p class="mark" role="note">${notice}</p>`}
        <nav aria-label="Kinds of messages">
          <ul>
            ${links.map(
              (link) => html`<li>
                <a href="${link.path}" ${link.path === path ? raw('aria-current="page"') : ''}>
                  ${link.name} (${link.count})
                </a>
              </li>`,
            )}
          </ul>
        </nav>
      </header>
      <main>${content}</main>
    </body>
  </html>`;
