import { html } from 'hono/html';
import type { Child } from 'hono/jsx';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { PortalContext, PortalSettings } from './environment.ts';
import { Clock } from './instant.tsx';
import { Layout } from './layout.tsx';

export interface Page {
  readonly title: string;
  readonly body: Child;
  /** 200 if left out. */
  readonly status?: ContentfulStatusCode;
}

/** Answers with a page in the portal's layout. */
export function show(c: PortalContext, settings: PortalSettings, page: Page): Response | Promise<Response> {
  const { name, timeZone } = settings.estate.msp;
  const document = (
    <Clock.Provider value={{ timeZone, now: settings.now() }}>
      <Layout title={page.title} mspName={name} timeZone={timeZone} visitor={c.get('visitor')} path={c.req.path}>
        {page.body}
      </Layout>
    </Clock.Provider>
  );
  return c.html(html`<!doctype html>${document}`, page.status ?? 200);
}
