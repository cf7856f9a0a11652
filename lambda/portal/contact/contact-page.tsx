import { html } from 'hono/html';
import type { Child, FC } from 'hono/jsx';
import type { ContactLanguage, ContactLink } from '../../domain/contact/contact-link.ts';
import { contactWords } from '../../domain/contact/contact-words.ts';
import { localTime } from '../../domain/text/local-time.ts';
import { printableLines } from '../../domain/text/printable.ts';
import { assetPath } from '../assets/asset-path.ts';
import type { PortalContext, PortalSettings } from '../environment.ts';
import { Foreign, ForeignSentence } from '../foreign.tsx';

/** Characters of what a contact writes. */
export const LONGEST_CONTACT_REASON = 200;

interface ContactDocument {
  readonly title: string;
  readonly language: ContactLanguage;
  readonly status: 200 | 400 | 404 | 409 | 503;
  readonly body: Child;
}

/** The least page there is: the name of the MSP, what is to happen, and one form. It runs no script and leads nowhere. */
export async function showContact(
  c: PortalContext,
  { estate }: PortalSettings,
  { title, language, status, body }: ContactDocument,
): Promise<Response> {
  const document = (
    <html lang={language}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{title}</title>
        <link rel="icon" href={assetPath('icon.svg')} type="image/svg+xml" />
        <link rel="stylesheet" href={assetPath('portal.css')} />
      </head>
      <body>
        <header class="banner">
          <div class="banner-inner">
            <p class="product">
              <Foreign text={estate.msp.name} />
            </p>
          </div>
        </header>
        <main id="main">
          <div class="panel narrow">
            <h1>{title}</h1>
            {body}
          </div>
        </main>
      </body>
    </html>
  );
  const text = await html`<!doctype html>${document}`;
  return c.html(printableLines(String(text)), status);
}

/**
 * What the link is about, and the form that stops it: the box is not ticked, so that a scanner that presses buttons stops nothing. The form goes
 * to the page's own address, which stands nowhere in it.
 */
export function stopForm(
  settings: PortalSettings,
  link: ContactLink,
  notConfirmed?: { readonly written: string },
): ContactDocument {
  const { language } = link;
  const { page } = contactWords[language];
  return {
    title: page.title,
    language,
    status: notConfirmed === undefined ? 200 : 400,
    body: (
      <>
        <About settings={settings} link={link} />
        <p>{page.means}</p>
        {notConfirmed === undefined ? null : (
          <p class="notice bad" role="alert">
            {page.notConfirmed}
          </p>
        )}
        <form method="post">
          <p>
            <label for="reason">{page.reason}</label>
            <input
              type="text"
              id="reason"
              name="reason"
              class="field"
              maxlength={LONGEST_CONTACT_REASON}
              value={notConfirmed?.written ?? ''}
            />
          </p>
          <p>
            <label>
              <input type="checkbox" name="confirm" value="yes" required /> {page.confirm}
            </label>
          </p>
          <p>
            <button type="submit">{page.button}</button>
          </p>
        </form>
      </>
    ),
  };
}

const About: FC<{ readonly settings: PortalSettings; readonly link: ContactLink }> = ({
  settings: { estate },
  link: { tenantId, language, tenantDisplayName, accounts, expiresAt },
}) => {
  const { locale, accounts: accountsWords, page } = contactWords[language];
  const tenant = estate.tenants.find((each) => each.tenantId === tenantId);
  const until = localTime(new Date(expiresAt * 1000), tenant?.changeWindow?.timeZone ?? estate.msp.timeZone, locale);
  return (
    <>
      <p>
        <ForeignSentence text={page.what(estate.msp.name, tenantDisplayName, accountsWords(accounts))} />
      </p>
      <p>{page.until(until)}</p>
    </>
  );
};

/** What became of it. */
export function stoppedPage(
  { estate }: PortalSettings,
  { language }: ContactLink,
  how: 'stopped' | 'already' | 'lifted',
): ContactDocument {
  const { page } = contactWords[language];
  const lifted = how === 'lifted';
  return {
    title: lifted ? page.liftedTitle : page.stoppedTitle,
    language,
    status: lifted ? 409 : 200,
    body: (
      <p role="status">
        <ForeignSentence text={lifted ? page.lifted(estate.msp.name) : page.stopped(estate.msp.name)} />
      </p>
    ),
  };
}

/** For every link that does not work, whatever is wrong with it. */
export const deadContactPage: ContactDocument = plain('dead', 404);
/** For a form that did not come from its own page. */
export const refusedContactPage: ContactDocument = plain('refused', 400);
export const unavailableContactPage: ContactDocument = plain('again', 503);

function plain(what: 'dead' | 'refused' | 'again', status: ContactDocument['status']): ContactDocument {
  const { en, de } = contactWords;
  return {
    title: en.page[`${what}Title`],
    language: 'en',
    status,
    body: (
      <>
        <p>{en.page[what]}</p>
        <p lang="de">{de.page[what]}</p>
      </>
    ),
  };
}
