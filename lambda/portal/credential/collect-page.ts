import type { EstateTenant } from '../../../config/estate.ts';
import { decidesFor } from '../../domain/accounts/own-accounts.ts';
import { mapConcurrently } from '../../domain/concurrency.ts';
import { type CredentialLink, isOpen } from '../../domain/credential/link.ts';
import type { LinkStore } from '../../ports/credential.ts';
import { openLinksFor } from '../../usecases/credential/open-links.ts';
import type { PortalSettings } from '../environment.ts';
import type { Page } from '../pages.tsx';
import type { VaultStanding } from '../vault-standing.ts';
import type { TechnicianVisitor } from '../visitor.ts';
import { type CollectFilter, groupsOf, MOST_TOGETHER, nextAfter } from './collect-view.ts';
import { theirsOf } from './others-section.tsx';
import { passwordsPage, type Said } from './passwords-page.tsx';
import { referenceOf } from './reference.ts';
import type { Shown } from './shown-panel.tsx';

/** What this one answer says besides the list. */
export interface CollectAnswer {
  readonly said?: Said | undefined;
  readonly shown?: readonly Shown[];
  /** The link that the visitor wants to know more about, by reference. */
  readonly opened?: string | undefined;
  /** A link that is on no list any more, and may be reported. */
  readonly reportable?: CredentialLink | undefined;
  /** Ids of links that were changed or made just now: the index may not show it yet. */
  readonly touched?: readonly string[];
  /** What became of passwords that go into the vault. Left out: it is not said. */
  readonly vault?: readonly VaultStanding[];
  /** Which page of one tenant's rows, as it stands in the address. */
  readonly page?: string | undefined;
  /** Whether nothing was done of what was asked for. */
  readonly refused?: boolean;
}

/** "Passwords to collect", as it stands for this visitor. */
export async function collectPage(
  settings: PortalSettings,
  ports: { readonly links: Pick<LinkStore, 'openIn' | 'findCredential'> },
  { technician, tenants, actor, session }: TechnicianVisitor,
  filter: CollectFilter,
  { said, shown = [], opened, reportable, touched = [], vault = [], page: part, refused = false }: CollectAnswer,
): Promise<Page> {
  const { estate } = settings;
  const now = settings.now();
  const links = touched.length === 0 ? ports.links : withLatest(ports.links, touched);
  const open = await openLinksFor({ links }, estate, technician, tenants, now);
  const groups = groupsOf(open.mine, technician, tenants, filter, now);
  const colleaguesFor = (tenant: EstateTenant, recipientObjectId: string) =>
    estate.technicians.filter(
      (each) =>
        decidesFor(each, tenant) && each.objectId !== recipientObjectId && each.objectId !== technician.objectId,
    );
  const row = groups.flatMap(({ rows }) => rows).find(({ link }) => referenceOf(link, tenants) === opened);
  const page = passwordsPage({
    form: { csrfToken: session.csrfToken, filter },
    filter,
    tenants,
    groups,
    total: open.mine.length,
    opened: row,
    reportable,
    left: theirsOf(open.left, tenants, filter, colleaguesFor),
    led: theirsOf(open.led, tenants, filter, colleaguesFor),
    me: actor.objectId,
    colleaguesFor,
    secondPerson: estate.approvals.renewalNeedsSecondPerson,
    retention: estate.retention,
    now,
    said: said ?? (opened === undefined || row !== undefined ? undefined : NOT_THERE),
    shown,
    vault,
    page: part,
    next: nextAfter(
      groups,
      shown.map(({ link }) => link),
      shown.length === 1 ? 1 : MOST_TOGETHER,
    ),
  });
  return refused ? { ...page, status: 409 } : page;
}

const NOT_THERE: Said = {
  tone: 'busy',
  lines: ['That password does not wait for you any more: it is stored, was passed on, or a newer one took its place.'],
};

/** The open links, with those that were just changed as they are now, whatever the index shows. */
function withLatest(
  links: Pick<LinkStore, 'openIn' | 'findCredential'>,
  touched: readonly string[],
): Pick<LinkStore, 'openIn'> {
  const latest = mapConcurrently(touched, (linkId) => links.findCredential(linkId));
  return {
    async openIn(tenantId) {
      const current = (await latest).flatMap((each): CredentialLink[] =>
        each !== undefined && each.tenantId === tenantId && isOpen(each) ? [each] : [],
      );
      return [...(await links.openIn(tenantId)).filter(({ linkId }) => !touched.includes(linkId)), ...current];
    },
  };
}
