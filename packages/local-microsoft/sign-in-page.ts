import { html } from 'hono/html';
import type { HtmlEscapedString } from 'hono/utils/html';
import type { Person } from './entra-options.ts';

type Html = HtmlEscapedString | Promise<HtmlEscapedString>;

/** Asks who signs in. There is no password: everybody may be anybody here. */
export const signInPage = (action: string, fields: ReadonlyMap<string, string>, people: readonly Person[]): Html =>
  page(
    'Sign in (simulated)',
    html`<p class="mark">Simulated Microsoft sign-in. This page is part of the local demonstration: no password is asked.</p>
      <h1>Sign in as …</h1>
      <form method="post" action="${action}">
        ${[...fields].map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`)}
        <ul>
          ${people.map(
            ({ objectId, name, mail, guest }) => html`<li>
              <button type="submit" name="person" value="${objectId}">
                <strong>${name}</strong> <span>${mail}${guest === true ? ' (guest)' : ''}</span>
              </button>
            </li>`,
          )}
        </ul>
        <button type="submit" name="person" value="" class="cancel">Cancel</button>
      </form>`,
  );

/** For requests that must not be sent back to their address, because the address is not to be trusted. */
export const refusedPage = (text: string): Html =>
  page(
    'Sign-in refused (simulated)',
    html`<p class="mark">Simulated Microsoft sign-in</p>
      <h1>Sorry, but we’re having trouble signing you in.</h1>
      <p>${text}</p>`,
  );

export const page = (title: string, body: Html): Html => html`<!doctype html>
  <html lang="en">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <title>${title}</title>
      <style>
        :root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; }
        body { margin: 0; padding: 1.5rem; background: light-dark(#f2f2f2, #1b1a19); color: light-dark(#1b1a19, #f3f2f1); }
        main { max-width: 26rem; margin: 2rem auto; padding: 1.5rem; background: light-dark(#fff, #292827); border: 1px solid light-dark(#8a8886, #8a8886); }
        h1 { font-size: 1.4rem; margin: 1rem 0; }
        ul { list-style: none; margin: 0 0 1rem; padding: 0; display: grid; gap: .5rem; }
        button { width: 100%; min-height: 44px; padding: .6rem .8rem; font: inherit; text-align: left; color: inherit; background: light-dark(#fff, #323130); border: 1px solid light-dark(#605e5c, #979593); cursor: pointer; }
        button span { display: block; font-size: .9rem; overflow-wrap: anywhere; }
        button:hover { background: light-dark(#edebe9, #3b3a39); }
        button:focus-visible { outline: 3px solid light-dark(#0067b8, #6cb8f6); outline-offset: 2px; }
        .cancel { width: auto; text-align: center; }
        .mark { margin: 0; padding: .5rem .75rem; border-left: 4px solid #b36b00; background: light-dark(#fff4ce, #433519); }
      </style>
    </head>
    <body>
      <main>${body}</main>
    </body>
  </html>`;
