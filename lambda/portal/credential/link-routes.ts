import type { Hono } from 'hono';
import { isOpen } from '../../domain/credential/link.ts';
import { isReported } from '../../domain/credential/link-rules.ts';
import { fingerprintOf } from '../../domain/identifiers.ts';
import type { LinkVerifier } from '../../ports/credential.ts';
import { isFor, newestOf } from '../../usecases/credential/credential-links.ts';
import { renewCredentialLink } from '../../usecases/credential/renew-credential-link.ts';
import { reportCredentialLink } from '../../usecases/credential/report-credential-link.ts';
import { noteRefused } from '../access-notes.ts';
import type { PortalContext, PortalEnvironment, PortalSettings } from '../environment.ts';
import { show } from '../pages.tsx';
import { refuse } from '../refuse.ts';
import { signedIn, submitted } from '../signed-in.ts';
import type { TechnicianVisitor } from '../visitor.ts';
import { agreePage } from './agree-page.tsx';
import { agreedPage, reportedPage } from './done-pages.tsx';
import { type FoundLink, findLink } from './find-link.ts';
import { gonePage } from './gone-page.tsx';
import type { LinkAction, LinkFormProps } from './link-form.tsx';
import { actingOf, type CredentialPorts } from './passwords-ports.ts';
import { PASSWORDS_PATH } from './passwords-routes.ts';
import { referenceOf } from './reference.ts';

export type LinkPorts = CredentialPorts & { readonly verifier: LinkVerifier };

/**
 * The signed address of one credential link. It leads its recipient to the row of the page, or says why there is nothing left; and lets
 * another technician agree to a further link. It shows no password, and opening it changes nothing (R7).
 */
export function linkRoutes(app: Hono<PortalEnvironment>, settings: PortalSettings, ports: LinkPorts): void {
  app.get(
    '/c/:locator',
    signedIn(settings, async (c, visitor, { locator = '' }) => {
      const found = await findLink(settings, ports, visitor, actingOf(c, visitor), locator);
      return found.kind === 'link' ? refuse(c, settings, found) : lead(c, settings, ports, visitor, found, locator);
    }),
  );
  const act = (action: LinkAction) =>
    app.post(
      `/c/:locator/${action}`,
      submitted(
        settings,
        async (c, visitor, _, { locator = '' }) => {
          const by = actingOf(c, visitor);
          const found = await findLink(settings, ports, visitor, by, locator);
          if (found.kind === 'link') return refuse(c, settings, found);
          const { link } = found;
          if (action === 'report' && (await reportCredentialLink({ ...ports, ...settings }, by, link))) {
            return show(c, settings, reportedPage(link));
          }
          // The recipient renews a link on the page, where it has a row.
          const agrees = action === 'renew' && found.kind === 'second-person';
          if (agrees && (await renewCredentialLink({ ...ports, ...settings }, by, link))?.kind === 'agreed') {
            return show(c, settings, agreedPage(link));
          }
          await noteRefused(c, settings, {
            action: 'link.refused',
            reason: `no-${action}`,
            who: visitor.actor,
            evidence: { linkFingerprint: fingerprintOf(link.linkId) },
          });
          return lead(c, settings, ports, visitor, found, locator);
        },
        { wantedPath: ({ req }) => pagePathOf(req.path) },
      ),
    );
  act('report');
  act('renew');
}

/** Where a link leads, as it stands now. */
async function lead(
  c: PortalContext,
  settings: PortalSettings,
  { links }: LinkPorts,
  visitor: TechnicianVisitor,
  { link, kind }: FoundLink,
  locator: string,
): Promise<Response> {
  const form: LinkFormProps = { locator, csrfToken: visitor.session.csrfToken };
  if (kind === 'second-person') return show(c, settings, agreePage(link, form));
  const newest = await newestOf(links, (await links.findCredential(link.linkId)) ?? link);
  if (isOpen(newest) && isFor(newest, actingOf(c, visitor))) {
    return c.redirect(`${PASSWORDS_PATH}?link=${referenceOf(newest, visitor.tenants)}`, 303);
  }
  return show(c, settings, gonePage(link, form, isReported(newest)));
}

/** The page of the link whose form was sent: a sign-in must not lead back to the form's address. */
const pagePathOf = (path: string): string => path.split('/').slice(0, 3).join('/');
