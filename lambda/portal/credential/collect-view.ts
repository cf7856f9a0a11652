import type { EstateTenant, Technician } from '../../../config/estate.ts';
import type { CredentialLink } from '../../domain/credential/link.ts';
import { isOver, mayCollect, mayRenew } from '../../domain/credential/link-rules.ts';

/** What a search of the page asks for. Empty: everything. */
export interface CollectFilter {
  /** Part of an account, tenant or cycle. */
  readonly q: string;
  /** Short name of a tenant. */
  readonly tenant: string;
}

const LONGEST_SEARCH = 120;

export const filterOf = (field: (name: 'q' | 'tenant') => string | undefined): CollectFilter => ({
  q: (field('q') ?? '').trim().slice(0, LONGEST_SEARCH),
  tenant: /^[a-z0-9-]{1,24}$/.exec(field('tenant') ?? '')?.[0] ?? '',
});

/** How a link stands for its recipient. */
export type Standing =
  /** Its password can be shown. */
  | 'ready'
  /** It expired, or its password was shown and is not confirmed as stored: it can be renewed. */
  | 'expired'
  | 'shown'
  /** As those two, and a further link was asked for: another technician must agree. */
  | 'asked'
  /** As those two, and no further link can be made. */
  | 'expired-for-good'
  | 'shown-for-good'
  /** It is an account of the visitor's own by now: somebody else must collect it. */
  | 'own';

export interface Row {
  readonly link: CredentialLink;
  readonly standing: Standing;
}

/** Whether anything can still be done about it here. */
const isActionable = ({ standing }: Row): boolean => standing !== 'expired-for-good';

/** The rows of one tenant, what expires first in front, and last what nothing can be done about. */
export interface Group {
  readonly tenant: EstateTenant;
  readonly rows: readonly Row[];
}

/** The visitor's links that fit a search, by tenant; the tenant whose link expires first is in front. */
export function groupsOf(
  links: readonly CredentialLink[],
  technician: Technician,
  tenants: readonly EstateTenant[],
  filter: CollectFilter,
  now: Date,
): readonly Group[] {
  const groups = new Map<EstateTenant, Row[]>();
  for (const link of links) {
    const tenant = tenants.find(({ tenantId }) => tenantId === link.tenantId);
    if (tenant === undefined || !isWanted(link, tenant, filter)) continue;
    const row = { link, standing: standingOf(link, technician, tenant, now) };
    groups.set(tenant, [...(groups.get(tenant) ?? []), row]);
  }
  return [...groups]
    .map(([tenant, rows]) => ({
      tenant,
      rows: [...rows.filter(isActionable), ...rows.filter((row) => !isActionable(row))],
    }))
    .toSorted((one, other) => Number(other.rows.some(isActionable)) - Number(one.rows.some(isActionable)));
}

/** Whether a search looks for the link. */
export function isWanted(
  { userPrincipalName, cycleId }: CredentialLink,
  { name, displayName }: EstateTenant,
  { q, tenant }: CollectFilter,
): boolean {
  const texts = [userPrincipalName, cycleId, name, displayName];
  return (tenant === '' || tenant === name) && texts.some((each) => each.toLowerCase().includes(q.toLowerCase()));
}

/**
 * Forms that hand over, each with its links and colleagues: what others have not opened may be of a thousand tenants, and an answer of
 * Lambda takes 6 MB. A search finds the others.
 */
export const MOST_HAND_OVERS = 50;

function standingOf(link: CredentialLink, technician: Technician, tenant: EstateTenant, now: Date): Standing {
  const { state } = link;
  if (state.status === 'ready' && !mayCollect(technician, link, tenant)) return 'own';
  if (state.status === 'ready' && !isOver(link, now)) return 'ready';
  if (state.status !== 'revoked' && state.askedAt !== undefined) return 'asked';
  const seen = state.status === 'revealed';
  if (mayRenew(link, now)) return seen ? 'shown' : 'expired';
  return seen ? 'shown-for-good' : 'expired-for-good';
}

/** Passwords that one page shows together at most. */
export const MOST_TOGETHER = 25;

/**
 * What to show after these: of the same tenant first, then of the one whose links expire first. Never of two tenants together.
 * @param most  how many together
 */
export function nextAfter(
  groups: readonly Group[],
  shown: readonly CredentialLink[],
  most: number,
): readonly CredentialLink[] {
  const [first] = shown;
  const same = groups.filter(({ tenant }) => tenant.tenantId === first?.tenantId);
  for (const { rows } of [...same, ...groups]) {
    const ready = rows.flatMap(({ link, standing }) =>
      standing === 'ready' && !shown.some(({ linkId }) => linkId === link.linkId) ? [link] : [],
    );
    if (ready.length > 0) return ready.slice(0, most);
  }
  return [];
}
