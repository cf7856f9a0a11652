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
import type { PortalEnvironment, PortalSettings } from '../environment.ts';
import { type Page, show } from '../pages.tsx';
import { portalApp } from '../portal-app.ts';
import { refuse } from '../refuse.ts';
import { sourceOf } from '../request-source.ts';
import { signedIn, submitted } from '../signed-in.ts';
import type { Visitor } from '../visitor.ts';
import { beforePage } from './before-page.tsx';
import { renewedPage, reportedPage, storedPage } from './done-pages.tsx';
import { gonePage } from './gone-page.tsx';
import type { LinkFormProps } from './link-form.tsx';
import { shownPage } from './shown-page.tsx';

export interface CredentialAppPorts {
  readonly sessions: Pick<SessionStore, 'find' | 'noteUse'>;
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
    signedIn(settings, async (c, visitor, { locator = '' }) => {
      const link = await linkFor(ports, visitor, locator);
      return link === undefined
        ? refuse(c, settings, { kind: 'link' })
        : show(c, settings, pageOf(settings, formOf(visitor, locator), link));
    }),
  );
  const act = (path: string, action: Action, recent = false) => {
    app.post(
      path,
      submitted(
        settings,
        async (c, visitor, _, { locator = '' }) => {
          const link = await linkFor(ports, visitor, locator);
          if (link === undefined) return refuse(c, settings, { kind: 'link' });
          const form = formOf(visitor, locator);
          const by = { actor: visitor.actor, source: sourceOf(c) };
          const done = await action({ ...ports, estate: settings.estate, now: settings.now }, by, link, form);
          // Not done: another request came first, or there was nothing to do. The page shows the state that the link has now.
          return show(c, settings, done ?? pageOf(settings, form, (await linkFor(ports, visitor, locator)) ?? link));
        },
        { recent, wantedPath: ({ req }) => pagePathOf(req.path) },
      ),
    );
  };
  // Of these forms this one alone needs a recent sign-in: a report must meet no obstacle.
  const reveal: Action = async (parts, by, link, form) => {
    const content = await revealCredential(parts, by, link);
    return content && shownPage(link, content, form, settings.estate.retention);
  };
  act('/c/:locator', reveal, true);
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
  form: LinkFormProps,
) => Promise<Page | undefined>;

const formOf = ({ session: { csrfToken } }: Visitor, locator: string): LinkFormProps => ({ locator, csrfToken });

/** The page of the link whose form was sent: a sign-in must not lead back to the form's address. */
const pagePathOf = (path: string): string => path.split('/').slice(0, 3).join('/');

/** The page for the state that a link has, for its recipient. */
function pageOf(settings: PortalSettings, form: LinkFormProps, link: CredentialLink): Page {
  const now = settings.now();
  return link.state.status === 'ready' && !isOver(link, now)
    ? beforePage(link, form)
    : gonePage(link, form, mayRenew(link, now));
}

/**
 * The link that an address leads to, if it is this visitor's. The signature is checked before any table is read, but not the
 * expiry: its recipient sees that the link has expired, and may ask for a new one.
 */
async function linkFor(
  { verifier, links }: CredentialAppPorts,
  visitor: Visitor,
  address: string,
): Promise<CredentialLink | undefined> {
  const beforeAnyExpiry = new Date(0);
  const locator = await verifier.verify('credential', address, beforeAnyExpiry);
  const link = locator === undefined ? undefined : await links.findCredential(locator.linkId);
  // A technician who does not decide for the tenant any more does not get its passwords either.
  const decides = visitor.tenants.some(({ tenantId }) => tenantId === link?.tenantId);
  return decides && link?.recipientObjectId === visitor.actor.objectId ? link : undefined;
}
