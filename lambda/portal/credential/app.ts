import type { Hono } from 'hono';
import type { CredentialLink } from '../../domain/credential/link.ts';
import { fingerprintOf } from '../../domain/identifiers.ts';
import type { CredentialReader, LinkSigner, LinkStore, LinkVerifier } from '../../ports/credential.ts';
import type { MessageQueue } from '../../ports/messages.ts';
import type { RotationStore } from '../../ports/rotation.ts';
import type { SessionStore } from '../../ports/sessions.ts';
import { confirmStored } from '../../usecases/credential/confirm-stored.ts';
import { isOver, isReported, mayRenew, newestOf } from '../../usecases/credential/credential-links.ts';
import { type Renewal, renewCredentialLink } from '../../usecases/credential/renew-credential-link.ts';
import { reportCredentialLink } from '../../usecases/credential/report-credential-link.ts';
import { revealCredential } from '../../usecases/credential/reveal-credential.ts';
import type { ActingTechnician } from '../../usecases/facts.ts';
import { noteRefused } from '../access-notes.ts';
import type { PortalContext, PortalEnvironment, PortalSettings } from '../environment.ts';
import { type Page, show } from '../pages.tsx';
import { portalApp } from '../portal-app.ts';
import { refuse } from '../refuse.ts';
import { sourceOf } from '../request-source.ts';
import { signedIn, submitted } from '../signed-in.ts';
import type { Visitor } from '../visitor.ts';
import { agreePage } from './agree-page.tsx';
import { beforePage } from './before-page.tsx';
import { agreedPage, askedPage, renewedPage, reportedPage, storedPage } from './done-pages.tsx';
import { type FoundLink, findLink } from './find-link.ts';
import { gonePage, type NextLink } from './gone-page.tsx';
import type { LinkAction, LinkFormProps } from './link-form.tsx';
import { shownPage } from './shown-page.tsx';

export interface CredentialAppPorts {
  readonly sessions: Pick<SessionStore, 'find' | 'noteUse'>;
  readonly verifier: LinkVerifier;
  readonly signer: LinkSigner;
  readonly links: Pick<LinkStore, 'findCredential' | 'claim' | 'change' | 'renew'>;
  readonly rotations: Pick<RotationStore, 'find'>;
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
      const found = await findLink(settings, ports, visitor, actingOf(c, visitor), locator);
      return found.kind === 'link'
        ? refuse(c, settings, found)
        : show(c, settings, await pageOf(settings, ports, formOf(visitor, locator), found));
    }),
  );
  const act = (name: LinkAction, path: string, action: Action) => {
    app.post(
      path,
      submitted(
        settings,
        async (c, visitor, _, { locator = '' }) => {
          const by = actingOf(c, visitor);
          const found = await findLink(settings, ports, visitor, by, locator);
          if (found.kind === 'link') return refuse(c, settings, found);
          const form = formOf(visitor, locator);
          const done = await action({ ...ports, ...settings }, by, found.link, form);
          if (done !== undefined) return show(c, settings, done);
          // Another request came first, or there was nothing to do. The page shows the state that the link has now.
          await noteRefused(c, settings, {
            action: 'link.refused',
            reason: `no-${name}`,
            who: visitor.actor,
            evidence: { linkFingerprint: fingerprintOf(found.link.linkId) },
          });
          const link = (await ports.links.findCredential(found.link.linkId)) ?? found.link;
          return show(c, settings, await pageOf(settings, ports, form, { ...found, link }));
        },
        // Revealing alone needs a recent sign-in: a report must meet no obstacle.
        { recent: name === 'reveal', wantedPath: ({ req }) => pagePathOf(req.path) },
      ),
    );
  };
  act('reveal', '/c/:locator', async (parts, by, link, form) => {
    const content = await revealCredential(parts, by, link);
    return content && shownPage(link, content, form, settings.estate.retention);
  });
  act('stored', '/c/:locator/stored', async (parts, by, link) =>
    confirmStored(parts, by, link).then((stored) => stored && storedPage(link, stored.deleteAt)),
  );
  act('report', '/c/:locator/report', async (parts, by, link) =>
    (await reportCredentialLink(parts, by, link)) ? reportedPage(link) : undefined,
  );
  act('renew', '/c/:locator/renew', async (parts, by, link) => {
    const renewal = await renewCredentialLink(parts, by, link);
    return renewal && donePage(link, renewal);
  });
  return app;
}

type Action = (
  ports: CredentialAppPorts & PortalSettings,
  by: ActingTechnician,
  link: CredentialLink,
  form: LinkFormProps,
) => Promise<Page | undefined>;

const actingOf = (c: PortalContext, { actor }: Visitor): ActingTechnician => ({ actor, source: sourceOf(c) });

const formOf = ({ session: { csrfToken } }: Visitor, locator: string): LinkFormProps => ({ locator, csrfToken });

/** The page of the link whose form was sent: a sign-in must not lead back to the form's address. */
const pagePathOf = (path: string): string => path.split('/').slice(0, 3).join('/');

function donePage(link: CredentialLink, renewal: Renewal): Page {
  switch (renewal.kind) {
    case 'made':
      return renewedPage(link, renewal.address);
    case 'asked':
      return askedPage(link);
    case 'agreed':
      return agreedPage(link);
  }
}

/** The page for the state that a link has. */
async function pageOf(
  settings: PortalSettings,
  { links }: Pick<CredentialAppPorts, 'links'>,
  form: LinkFormProps,
  { link, kind }: FoundLink,
): Promise<Page> {
  const now = settings.now();
  if (kind === 'second-person') return agreePage(link, form);
  if (link.state.status === 'ready' && !isOver(link, now)) return beforePage(link, form);
  const newest = await newestOf(links, link);
  return gonePage(link, form, { next: nextOf(settings, link, newest, now), reported: isReported(newest) });
}

/** What the recipient of a link that shows nothing any more may do to get another one. */
function nextOf({ estate }: PortalSettings, link: CredentialLink, newest: CredentialLink, now: Date): NextLink {
  if (newest.linkId !== link.linkId) return isReported(newest) ? 'none' : 'newer';
  if (!mayRenew(link, now)) return 'none';
  if (!estate.approvals.renewalNeedsSecondPerson) return 'renew';
  return link.state.status !== 'revoked' && link.state.askedAt !== undefined ? 'asked' : 'ask';
}
