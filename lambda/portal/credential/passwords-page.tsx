import type { FC } from 'hono/jsx';
import type { EstateTenant, Retention } from '../../../config/estate.ts';
import type { CredentialLink } from '../../domain/credential/link.ts';
import { counted } from '../../domain/text/counted.ts';
import { Foreign, ForeignSentence } from '../foreign.tsx';
import type { Page } from '../pages.tsx';
import { partOf } from '../paging.tsx';
import { VaultPanel } from '../vault-panel.tsx';
import type { VaultStanding } from '../vault-standing.ts';
import type { CollectFormProps } from './collect-form.tsx';
import { type CollectFilter, type Group, MOST_HAND_OVERS, type Row } from './collect-view.ts';
import { HandOverForm } from './hand-over-form.tsx';
import { LedSection, LeftSection, MoreHandOvers, type Theirs } from './others-section.tsx';
import { referenceOf } from './reference.ts';
import { ReportPanel } from './report-account.tsx';
import { RowDetails } from './row-details.tsx';
import { type Shown, ShownPanel } from './shown-panel.tsx';
import { ShownTable } from './shown-table.tsx';
import { TenantRows } from './tenant-rows.tsx';

/** What came of what the visitor did. */
export interface Said {
  readonly tone: 'good' | 'busy' | 'bad';
  readonly lines: readonly string[];
}

export interface CollectPageProps {
  readonly form: CollectFormProps;
  readonly filter: CollectFilter;
  /** The tenants that the visitor decides for. */
  readonly tenants: readonly EstateTenant[];
  readonly groups: readonly Group[];
  /** How many wait for the visitor, whatever the search. */
  readonly total: number;
  /** The row that the visitor wants to know more about. */
  readonly opened: Row | undefined;
  /** A link that is on no list any more, and may be reported. */
  readonly reportable: CredentialLink | undefined;
  readonly left: readonly Theirs[];
  readonly led: readonly Theirs[];
  readonly me: string;
  readonly colleaguesFor: (tenant: EstateTenant, recipientObjectId: string) => Theirs['colleagues'];
  readonly secondPerson: boolean;
  readonly retention: Retention;
  readonly now: Date;
  readonly said: Said | undefined;
  /** The passwords of this one answer. */
  readonly shown: readonly Shown[];
  /** What became of passwords that go into the vault, which nobody collects. */
  readonly vault: readonly VaultStanding[];
  /** What the button for the next shows. */
  readonly next: readonly CredentialLink[];
  /** Which page of one tenant's rows, as it stands in the address. */
  readonly page: string | undefined;
}

/** Rows in all; a page with passwords on it is loaded anew for each, so that its list is short. */
const ROWS = { list: 200, besideShown: 25 };
/** So many groups are open at first. */
const OPEN_GROUPS = 3;

/** "Passwords to collect": everything that waits for the visitor in all cycles, and what is shown of it just now. */
export const passwordsPage = (props: CollectPageProps): Page => {
  const { form, filter, tenants, groups, total, opened, left, led, me, said, shown, next, retention } = props;
  const ofLink = (link: CredentialLink) => referenceOf(link, tenants);
  const [first, second] = shown;
  const shownProps = { form, referenceOf: ofLink, next: next.map(ofLink), retention };
  return {
    title: first === undefined ? 'Passwords to collect' : 'Password shown once',
    body: (
      <>
        <h1>Passwords to collect</h1>
        {said === undefined ? null : (
          <div class={`notice ${said.tone}`} role="status">
            {said.lines.map((line) => (
              <p>
                <ForeignSentence text={line} />
              </p>
            ))}
          </div>
        )}
        {first === undefined ? null : second === undefined ? (
          <ShownPanel {...shownProps} shown={first} />
        ) : (
          <ShownTable {...shownProps} shown={shown} />
        )}
        {opened === undefined ? null : <OpenedRow {...props} row={opened} />}
        {props.reportable === undefined ? null : <ReportPanel link={props.reportable} form={form} />}
        <p class="lead">
          {total === 0
            ? 'No password waits for you.'
            : `${counted(total, 'password')} ${total === 1 ? 'waits' : 'wait'} for you. Each is shown once, to you only.`}
        </p>
        {total + left.length + led.length === 0 && !isSearched(filter) ? null : (
          <Search filter={filter} groups={groups} total={total} />
        )}
        <Groups {...props} />
        <VaultPanel standings={props.vault} />
        <LeftSection all={left} form={form} referenceOf={ofLink} me={me} />
        <LedSection all={led} form={form} referenceOf={ofLink} />
      </>
    ),
  };
};

const isSearched = ({ q, tenant }: CollectFilter): boolean => q !== '' || tenant !== '';

const OpenedRow: FC<CollectPageProps & { readonly row: Row }> = (props) => {
  const { row, form, tenants, colleaguesFor, secondPerson, now, me } = props;
  const tenant = tenants.find(({ tenantId }) => tenantId === row.link.tenantId);
  return (
    <RowDetails
      row={row}
      reference={referenceOf(row.link, tenants)}
      form={form}
      colleagues={tenant === undefined ? [] : colleaguesFor(tenant, me)}
      secondPerson={secondPerson}
      now={now}
    />
  );
};

const Groups: FC<CollectPageProps> = (props) => {
  const { groups, form, tenants, shown, filter, secondPerson, colleaguesFor, me } = props;
  // The rows of one tenant come in pages; of several, as many as fit beside one another.
  const inPages = filter.tenant !== '' && shown.length === 0;
  let left = shown.length === 0 ? ROWS.list : ROWS.besideShown;
  return (
    <>
      {groups.map((group, n) => {
        const most = Math.max(0, Math.min(left, group.rows.length));
        left -= most;
        const open = n < OPEN_GROUPS || isSearched(filter);
        return (
          <TenantRows
            group={group}
            form={form}
            referenceOf={({ link }) => referenceOf(link, tenants)}
            part={
              inPages
                ? partOf(group.rows, props.page, ROWS.list)
                : { items: group.rows.slice(0, most), page: 1, pages: 1, total: group.rows.length }
            }
            filter={filter}
            open={open && shown.length === 0}
            secondPerson={secondPerson}
          />
        );
      })}
      {shown.length > 0 ? null : <HandOverAll {...{ groups, form, tenants, colleaguesFor, me }} />}
    </>
  );
};

const MOST_HANDED_OVER = 100;

/** Hands over what nobody has opened, one tenant at a time. */
const HandOverAll: FC<Pick<CollectPageProps, 'groups' | 'form' | 'tenants' | 'colleaguesFor' | 'me'>> = ({
  groups,
  form,
  tenants,
  colleaguesFor,
  me,
}) => {
  const passable = groups.flatMap(({ tenant, rows }) => {
    const links = rows.flatMap(({ link, standing }) =>
      standing === 'ready' || standing === 'expired' || standing === 'own' ? [link] : [],
    );
    const colleagues = colleaguesFor(tenant, me);
    return links.length === 0 || colleagues.length === 0 ? [] : [{ tenant, links, colleagues }];
  });
  return passable.length === 0 ? null : (
    <details class="panel">
      <summary>
        <h2>Hand over to a colleague</h2>
      </summary>
      <p>
        What you have not opened goes to another technician of the tenant, who gets a link of their own; yours is
        worthless then. It is recorded, and the team is told.
      </p>
      {passable.slice(0, MOST_HAND_OVERS).map(({ tenant, links, colleagues }) => (
        <div class="row">
          <strong>
            <Foreign text={tenant.displayName} />: {counted(links.length, 'password')}
          </strong>
          <HandOverForm
            form={form}
            links={links.slice(0, MOST_HANDED_OVER).map((each) => referenceOf(each, tenants))}
            colleagues={colleagues}
            id={`hand-over-${tenant.name}`}
          />
        </div>
      ))}
      <MoreHandOvers of={passable.length} />
    </details>
  );
};

const Search: FC<{ readonly filter: CollectFilter; readonly groups: readonly Group[]; readonly total: number }> = ({
  filter,
  groups,
  total,
}) => {
  const found = groups.reduce((sum, { rows }) => sum + rows.length, 0);
  return (
    <>
      <search>
        <form class="bar" method="get" action="/passwords">
          <label for="search">Account, tenant or cycle</label>
          <input id="search" class="field search-field" type="search" name="q" value={filter.q} />
          {filter.tenant === '' ? null : <input type="hidden" name="tenant" value={filter.tenant} />}
          <button type="submit" class="second">
            Search
          </button>
        </form>
      </search>
      {!isSearched(filter) ? null : (
        <p>
          {found} of {total}
          {filter.tenant === '' ? '' : ` in ${filter.tenant}`}
          {filter.q === '' ? '' : ` for “`}
          {filter.q === '' ? null : (
            <>
              <Foreign text={filter.q} />”
            </>
          )}
          . <a href="/passwords">Show all</a>
        </p>
      )}
    </>
  );
};
