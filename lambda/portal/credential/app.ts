import type { Hono } from 'hono';
import type { CredentialLink } from '../../domain/credential/link.ts';
import type { CredentialReader, LinkSigner, LinkStore, LinkVerifier } from '../../ports/credential.ts';
import type { MessageQueue } from '../../ports/messages.ts';
import type { SessionStore } from '../../ports/sessions.ts';
import { confirmStored } from '../../usecases/credential/confirm-stored.ts';
import { isOver, mayRenew } from '../../usecases/credential/credential-links.ts';
import { renewCredentialLink } from '../../usecases/credential/renew-credential-link.ts';
import { reportCredentialLink } from '../../usecases/credential/report-credential-link.ts';
import { revealCredential } from '../../usecases/credential/reveal-credential.ts';
import type { ActingTechnician } from '../../usecases/facts.ts';
import type { PortalContext, PortalEnvironment, PortalSettings } from '../environment.ts';
import { deadLinkPage } from '../notices.tsx';
import { type Page, show } from '../pages.tsx';
import { portalApp } from '../portal-app.ts';
import { sourceOf } from '../request-source.ts';
import { signedIn, submitted } from '../signed-in.ts';
import type { Visitor } from '../visitor.ts';
import { beforePage } from './before-page.tsx';
import { renewedPage, reportedPage, storedPage } from './done-pages.tsx';
import { gonePage } from './gone-page.tsx';
import { shownPage } from './shown-page.tsx';

export interface CredentialAppPorts {
  readonly sessions: Pick<SessionStore, 'find'>;
  readonly verifier: LinkVerifier;
  readonly signer: LinkSigner;
  readonly links: Pick<LinkStore, 'findCredential' | 'claim' | 'change' | 'renew'>;
  readonly credentials: CredentialReader;
  readonly messageQueue: MessageQueue;
  readonly newLinkId: () => string;
}

/** The pages of one credential link. Opening it shows what it is for; only a form makes anything happen. */
export function credentialApp(settings: PortalSettings, ports: CredentialAppPorts): Hono<PortalEnvironment> {
  const app = portalApp(settings, ports.sessions);
  app.get(
    '/c/:locator',
    signedIn(settings, async (c, visitor) => {
      const link = await linkFor(c, ports, visitor);
      return show(c, settings, link === undefined ? deadLinkPage : pageOf(c, settings, visitor, link));
    }),
  );
  const act = (path: string, action: Action) => {
    app.post(
      path,
      submitted(
        settings,
        async (c, visitor) => {
          const link = await linkFor(c, ports, visitor);
          if (link === undefined) return show(c, settings, deadLinkPage);
          const by = { actor: visitor.actor, source: sourceOf(c) };
          const done = await action(
            { ...ports, estate: settings.estate, now: settings.now },
            by,
            link,
            formOf(c, visitor),
          );
          // Not done: another request came first, or there was nothing to do. The page shows the state that the link has now.
          return show(c, settings, done ?? pageOf(c, settings, visitor, (await linkFor(c, ports, visitor)) ?? link));
        },
        (c) => `/c/${c.req.param('locator') ?? ''}`,
      ),
    );
  };
  act('/c/:locator', async (parts, by, link, form) => {
    const content = await revealCredential(parts, by, link);
    return content && shownPage(link, content, form, settings.estate.retention);
  });
  act('/c/:locator/stored', async (parts, by, link) =>
    confirmStored(parts, by, link).then((stored) => stored && storedPage(link, stored.deleteAt)),
  );
  act('/c/:locator/report', async (parts, by, link) =>
    (await reportCredentialLink(parts, by, link)) ? reportedPage(link) : undefined,
  );
  act('/c/:locator/renew', async (parts, by, link) => {
    const address = await renewCredentialLink(parts, by, link);
    return address === undefined ? undefined : renewedPage(link, address);
  });
  return app;
}

type Action = (
  ports: CredentialAppPorts & Pick<PortalSettings, 'estate' | 'now'>,
  by: ActingTechnician,
  link: CredentialLink,
  form: ReturnType<typeof formOf>,
) => Promise<Page | undefined>;

const formOf = (c: PortalContext, visitor: Visitor) => ({
  locator: c.req.param('locator') ?? '',
  csrfToken: visitor.session.csrfToken,
});

/** The page for the state that a link has, for its recipient. */
function pageOf(c: PortalContext, settings: PortalSettings, visitor: Visitor, link: CredentialLink): Page {
  const now = settings.now();
  const form = formOf(c, visitor);
  return link.state.status === 'ready' && !isOver(link, now)
    ? beforePage(link, form)
    : gonePage(link, form, mayRenew(link, now));
}

/**
 * The link that an address leads to, if it is this visitor's. The signature is checked before any table is read, but not the
 * expiry: its recipient sees that the link has expired, and may ask for a new one.
 */
async function linkFor(
  c: PortalContext,
  { verifier, links }: CredentialAppPorts,
  visitor: Visitor,
): Promise<CredentialLink | undefined> {
  const beforeAnyExpiry = new Date(0);
  const locator = await verifier.verify('credential', c.req.param('locator') ?? '', beforeAnyExpiry);
  const link = locator === undefined ? undefined : await links.findCredential(locator.linkId);
  // A technician who does not decide for the tenant any more does not get its passwords either.
  const decides = visitor.tenants.some(({ tenantId }) => tenantId === link?.tenantId);
  return decides && link?.recipientObjectId === visitor.actor.objectId ? link : undefined;
}
