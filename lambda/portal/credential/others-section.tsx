import type { FC } from 'hono/jsx';
import type { EstateTenant, Technician } from '../../../config/estate.ts';
import { type CredentialLink, recipientOf } from '../../domain/credential/link.ts';
import { counted } from '../../domain/text/counted.ts';
import { Foreign } from '../foreign.tsx';
import { Instant } from '../instant.tsx';
import { CollectForm, type CollectFormProps } from './collect-form.tsx';
import { type CollectFilter, isWanted, MOST_HAND_OVERS } from './collect-view.ts';
import { HandOverForm } from './hand-over-form.tsx';

/** What one colleague has not opened in one tenant. */
export interface Theirs {
  readonly tenant: EstateTenant;
  readonly name: string;
  readonly links: readonly CredentialLink[];
  /** Who could get them. */
  readonly colleagues: readonly Pick<Technician, 'objectId' | 'name'>[];
}

/** Forms name so many links at most; what is left is there again after them. */
const MOST_AT_ONCE = 100;

/** Other technicians' grants that a search looks for, by recipient and tenant. */
export function theirsOf(
  links: readonly CredentialLink[],
  tenants: readonly EstateTenant[],
  filter: CollectFilter,
  colleaguesFor: (tenant: EstateTenant, recipientObjectId: string) => Theirs['colleagues'],
): readonly Theirs[] {
  const found = new Map<string, Theirs>();
  for (const link of links) {
    const tenant = tenants.find(({ tenantId }) => tenantId === link.tenantId);
    if (tenant === undefined || !isWanted(link, tenant, filter)) continue;
    const { objectId, name } = recipientOf(link);
    const id = `${link.tenantId} ${objectId}`;
    const before = found.get(id)?.links ?? [];
    found.set(id, { tenant, name, links: [...before, link], colleagues: colleaguesFor(tenant, objectId) });
  }
  return [...found.values()];
}

interface OthersProps {
  readonly all: readonly Theirs[];
  readonly form: CollectFormProps;
  readonly referenceOf: (link: CredentialLink) => string;
}

/** Passwords that nobody collects any more, because their technician has left. */
export const LeftSection: FC<OthersProps & { readonly me: string }> = ({ all, form, referenceOf, me }) =>
  all.length === 0 ? null : (
    <section class="panel" aria-labelledby="left">
      <h2 id="left">Left by colleagues</h2>
      <p>Their technician does not decide for the tenant any more. Whoever does may take them over; it is recorded.</p>
      {all.slice(0, MOST_HAND_OVERS).map((each) => {
        const links = each.links.slice(0, MOST_AT_ONCE);
        return (
          <div class="row">
            <TheirText theirs={each} words="left by" />
            <CollectForm {...form} action="hand-over">
              <input type="hidden" name="links" value={links.map(referenceOf).join(',')} />
              <button type="submit" name="to" value={me} class="second">
                Take over {links.length === 1 ? 'this password' : `these ${links.length}`}
                <span class="visually-hidden">
                  {' '}
                  of <Foreign text={each.tenant.displayName} />, left by <Foreign text={each.name} />
                </span>
              </button>
            </CollectForm>
          </div>
        );
      })}
      <MoreHandOvers of={all.length} />
    </section>
  );

/** For a lead: what colleagues have not opened, to be passed on to somebody who is there. */
export const LedSection: FC<OthersProps> = ({ all, form, referenceOf }) =>
  all.length === 0 ? null : (
    <details class="panel">
      <summary>
        <h2>With your colleagues</h2>
        <span class="muted">
          {counted(
            all.reduce((sum, { links }) => sum + links.length, 0),
            'password',
          )}{' '}
          not opened
        </span>
      </summary>
      <p>As a lead you may pass to another technician what nobody has opened. You cannot take it yourself.</p>
      {all.slice(0, MOST_HAND_OVERS).map((each, n) => (
        <div class="row">
          <TheirText theirs={each} words="with" />
          <HandOverForm
            form={form}
            links={each.links.slice(0, MOST_AT_ONCE).map(referenceOf)}
            colleagues={each.colleagues}
            id={`hand-over-led-${n}`}
          />
        </div>
      ))}
      <MoreHandOvers of={all.length} />
    </details>
  );

/** Where the forms are for which there is no room. */
export const MoreHandOvers: FC<{ readonly of: number }> = ({ of }) =>
  of <= MOST_HAND_OVERS ? null : (
    <p>And {of - MOST_HAND_OVERS} more, which a search for a tenant or an account finds.</p>
  );

const TheirText: FC<{ readonly theirs: Theirs; readonly words: string }> = ({ theirs, words }) => {
  const { tenant, name, links } = theirs;
  const [first] = links;
  return (
    <div>
      <strong>
        <Foreign text={tenant.displayName} />
      </strong>
      : {counted(links.length, 'password')} {words} <Foreign text={name} />
      {first === undefined ? null : (
        <span class="facts row-facts">
          the first until <Instant at={new Date(first.expiresAt * 1000)} relative />
        </span>
      )}
      <details>
        <summary>Which accounts</summary>
        <ul class="facts">
          {links.slice(0, MOST_AT_ONCE).map(({ userPrincipalName }) => (
            <li class="mono">
              <Foreign text={userPrincipalName} />
            </li>
          ))}
        </ul>
      </details>
    </div>
  );
};
