import { html } from 'hono/html';
import type { Child } from 'hono/jsx';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { printableLines } from '../domain/text/printable.ts';
import { EstateOfPage } from './carried-out-from.tsx';
import type { PortalContext, PortalSettings } from './environment.ts';
import { Clock } from './instant.tsx';
import { Layout } from './layout.tsx';

export interface Page {
  readonly title: string;
  readonly body: Child;
  /** 200 if left out. */
  readonly status?: ContentfulStatusCode;
}

/**
 * Answers with a page in the portal's layout. Whatever made the page, no character that a browser obeys or that nobody sees leaves here:
 * titles and fields have no `Foreign` around them. (A password is made of printable ASCII, so nothing of it is changed.)
 */
export async function show(c: PortalContext, settings: PortalSettings, page: Page): Promise<Response> {
  const { name, timeZone } = settings.estate.msp;
  const now = settings.now();
  const document = (
    <EstateOfPage.Provider value={settings.estate}>
      <Clock.Provider value={{ timeZone, now }}>
        <Layout
          title={page.title}
          mspName={name}
          timeZone={timeZone}
          now={now}
          visitor={c.get('visitor')}
          path={c.req.path}
        >
          {page.body}
        </Layout>
      </Clock.Provider>
    </EstateOfPage.Provider>
  );
  const text = await html`<!doctype html>${document}`;
  return c.html(printableLines(String(text)), page.status ?? 200);
}
