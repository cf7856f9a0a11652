import type { FC } from 'hono/jsx';
import { counted } from '../../domain/text/counted.ts';
import { Foreign } from '../foreign.tsx';
import { Instant } from '../instant.tsx';
import { addressOf, Pager, type Part } from '../paging.tsx';
import { CollectForm, type CollectFormProps, LinksButton } from './collect-form.tsx';
import { type CollectFilter, type Group, MOST_TOGETHER, type Row, type Standing } from './collect-view.ts';

export interface TenantRowsProps {
  readonly group: Group;
  readonly form: CollectFormProps;
  readonly referenceOf: (row: Row) => string;
  /** Those of its rows that are shown. */
  readonly part: Part<Row>;
  /** What the visitor was looking for. */
  readonly filter: CollectFilter;
  readonly open: boolean;
  readonly secondPerson: boolean;
}

/** The passwords of one tenant that wait for the visitor: one form, whose buttons say which. */
export const TenantRows: FC<TenantRowsProps> = ({ group, form, referenceOf, part, filter, open, secondPerson }) => {
  const { tenant, rows } = group;
  const ready = rows.filter(({ standing }) => standing === 'ready');
  const together = ready.slice(0, MOST_TOGETHER);
  return (
    <details class="panel tenant-group" open={open}>
      <summary>
        <h2>
          <Foreign text={tenant.displayName} />
        </h2>
        <span class="muted">{countWords(rows.length, ready.length)}</span>
      </summary>
      <CollectForm {...form} action="show">
        {together.length < 2 ? null : (
          <p class="bar">
            <LinksButton links={together.map(referenceOf)} look="second">
              Show {together.length < ready.length ? 'the first ' : 'all '}
              {together.length} together
            </LinksButton>
          </p>
        )}
        <ul class="accounts">
          {part.items.map((row) => (
            <li class="row">
              <RowText row={row} />
              <div class="bar">
                <RowButtons row={row} reference={referenceOf(row)} secondPerson={secondPerson} />
                <a href={`/passwords?link=${encodeURIComponent(referenceOf(row))}`}>
                  More
                  <span class="visually-hidden">
                    {' '}
                    about <Foreign text={row.link.userPrincipalName} />
                  </span>
                </a>
              </div>
            </li>
          ))}
        </ul>
      </CollectForm>
      {part.pages > 1 ? (
        <Pager part={part} label="Passwords" path="/passwords" query={{ q: filter.q, tenant: tenant.name }} />
      ) : rows.length > part.items.length ? (
        <p>
          <a href={addressOf('/passwords', { q: filter.q, tenant: tenant.name })}>
            Show all {rows.length} of <Foreign text={tenant.displayName} />
          </a>
        </p>
      ) : null}
    </details>
  );
};

const countWords = (all: number, ready: number): string =>
  ready === all ? counted(all, 'password') : `${counted(all, 'password')}, ${ready} can be shown`;

const RowText: FC<{ readonly row: Row }> = ({ row: { link, standing } }) => (
  <div>
    <span class="mono account-name">
      <Foreign text={link.userPrincipalName} />
    </span>
    <span class="facts row-facts">
      {link.cycleId}, <StandingWords link={link} standing={standing} />
    </span>
  </div>
);

const StandingWords: FC<Row> = ({ link, standing }) => {
  const expiry = new Date(link.expiresAt * 1000);
  switch (standing) {
    case 'ready':
      return (
        <>
          until <Instant at={expiry} relative />
        </>
      );
    case 'own':
      return <strong>an account of your own: pass it to a colleague</strong>;
    case 'expired':
    case 'expired-for-good':
    case 'asked':
    case 'shown':
    case 'shown-for-good':
      return (
        <>
          {link.state.status === 'revealed' ? (
            <>
              shown to you <Instant at={link.state.at} relative />, not confirmed as stored
            </>
          ) : (
            <>
              expired <Instant at={expiry} relative />
            </>
          )}
          {notes[standing] === undefined ? null : `; ${notes[standing]}`}
        </>
      );
  }
};

const notes: Readonly<Partial<Record<Standing, string>>> = {
  asked: 'a colleague must agree to a further link',
  'expired-for-good': 'it cannot be renewed any more: have the account rotated again',
  'shown-for-good': 'it cannot be shown again: if your vault does not have it, have the account rotated again',
};

/** What may be done about a row. Each button's name tells the account to who cannot see where it stands. */
const RowButtons: FC<{ readonly row: Row; readonly reference: string; readonly secondPerson: boolean }> = ({
  row: { link, standing },
  reference,
  secondPerson,
}) => {
  const about = (
    <span class="visually-hidden">
      {' '}
      the password of <Foreign text={link.userPrincipalName} />
    </span>
  );
  const renew = secondPerson ? 'Ask for a further link' : link.state.status === 'revealed' ? 'Show again' : 'Renew';
  return (
    <>
      {standing === 'ready' ? <LinksButton links={[reference]}>Show{about}</LinksButton> : null}
      {link.state.status === 'revealed' ? (
        <LinksButton links={[reference]} action="stored">
          I have stored it{about}
        </LinksButton>
      ) : null}
      {standing === 'expired' || standing === 'shown' ? (
        <LinksButton links={[reference]} action="renew" look="second">
          {renew}
          {about}
        </LinksButton>
      ) : null}
    </>
  );
};
