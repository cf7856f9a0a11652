import type { FC } from 'hono/jsx';
import type { Seer } from '../../domain/credential/exposure.ts';
import { counted } from '../../domain/text/counted.ts';
import { timelinePath } from '../cycles/timeline-path.ts';
import { Foreign } from '../foreign.tsx';
import { Instant } from '../instant.tsx';
import type { Page } from '../pages.tsx';
import { CsvLink } from '../tables/csv-link.tsx';
import type { ExposedTenant, ExposuresOf, SeenPassword } from './exposures.ts';

/** With more passwords than these, one tenant is shown at a time. */
const MOST_AT_ONCE = 50;

/** Who has seen which password that may still work. */
export const exposurePage = (found: ExposuresOf): Page => {
  const { person, isVisitor, tenants, chosen, colleagues } = found;
  const total = tenants.reduce((sum, { exposures }) => sum + exposures.length, 0);
  const shown = chosen === undefined ? (total > MOST_AT_ONCE ? [] : tenants) : [chosen];
  const heading =
    person === undefined
      ? 'Who has seen passwords'
      : isVisitor
        ? 'Passwords that I have seen'
        : `Passwords that ${person.technicianName} has seen`;
  return {
    title: heading,
    body: (
      <>
        <h1>{heading}</h1>
        {person === undefined ? null : (
          <p class="lead">
            {total === 0
              ? 'None that may still work.'
              : `${counted(total, 'password')} in ${counted(tenants.length, 'tenant')} may still work.`}{' '}
            Each counts until a later rotation of its account has put another password in its place.
          </p>
        )}
        {person === undefined || isVisitor || total === 0 ? null : <WhenSomebodyLeaves person={person} />}
        {person !== undefined && shown.length < tenants.length ? (
          <Tenants person={person} tenants={tenants} chosen={chosen} />
        ) : null}
        {shown.map((tenant) => (
          <Seen tenant={tenant} />
        ))}
        {person === undefined || total === 0 ? null : <CsvLink to={pathOf(person)} />}
        {person === undefined && colleagues.length === 0 ? <p>Nobody has seen a password of your tenants.</p> : null}
        {colleagues.length === 0 ? null : <Colleagues colleagues={colleagues} person={person} />}
      </>
    ),
  };
};

const pathOf = ({ technicianObjectId }: Seer, tenantId?: string): string =>
  `/exposure?technician=${technicianObjectId}${tenantId === undefined ? '' : `&tenant=${tenantId}`}`;

const WhenSomebodyLeaves: FC<{ readonly person: Seer }> = ({ person: { technicianObjectId } }) => (
  <div class="notice quiet">
    <p>When this person leaves, an engineer starts the rotation of exactly these accounts, in all tenants:</p>
    <p>
      <code>npm run rotation -- start --seen-by {technicianObjectId} --reason "left"</code>
    </p>
  </div>
);

const Tenants: FC<{
  readonly person: Seer;
  readonly tenants: readonly ExposedTenant[];
  readonly chosen: ExposedTenant | undefined;
}> = ({ person, tenants, chosen }) => (
  <section class="panel" aria-labelledby="tenants">
    <h2 id="tenants">Tenants</h2>
    <ul>
      {tenants.map((each) => (
        <li>
          <a href={pathOf(person, each.tenantId)} aria-current={each === chosen ? 'true' : undefined}>
            <Foreign text={each.displayName} />
          </a>
          : {counted(each.exposures.length, 'password')}
        </li>
      ))}
    </ul>
  </section>
);

const Seen: FC<{ readonly tenant: ExposedTenant }> = ({ tenant: { tenantId, displayName, exposures } }) => (
  <section class="panel" aria-labelledby={`tenant-${tenantId}`}>
    <h2 id={`tenant-${tenantId}`}>
      <Foreign text={displayName} />
    </h2>
    <table class="stacked columns">
      <thead>
        <tr>
          <th scope="col">Account</th>
          <th scope="col">Seen first</th>
          <th scope="col">Cycle</th>
        </tr>
      </thead>
      <tbody>
        {exposures.map((each) => (
          <Row exposure={each} />
        ))}
      </tbody>
    </table>
  </section>
);

const Row: FC<{ readonly exposure: SeenPassword }> = ({ exposure }) => (
  <tr>
    <th scope="row">
      <a href={timelinePath(exposure)}>
        <Foreign text={exposure.userPrincipalName} />
      </a>
      {exposure.changedAt === undefined ? null : (
        <span class="account-display">
          changed by somebody else <Instant at={exposure.changedAt} />: what was seen does not work any more
        </span>
      )}
    </th>
    <td data-label="Seen first">
      <Instant at={exposure.seenAt} relative />
    </td>
    <td data-label="Cycle">{exposure.cycleId}</td>
  </tr>
);

const Colleagues: FC<{ readonly colleagues: readonly Seer[]; readonly person: Seer | undefined }> = ({
  colleagues,
  person,
}) => (
  <section class="panel" aria-labelledby="colleagues">
    <h2 id="colleagues">{person === undefined ? 'People' : 'Others who have seen passwords'}</h2>
    <p>You see what they have seen in your tenants. Who has left is listed too.</p>
    <ul>
      {colleagues.map((each) => (
        <li>
          <a href={pathOf(each)} aria-current={each === person ? 'true' : undefined}>
            <Foreign text={each.technicianName} />
          </a>
        </li>
      ))}
    </ul>
  </section>
);
