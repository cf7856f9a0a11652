import type { FC } from 'hono/jsx';
import type { Retention } from '../../../config/estate.ts';
import { counted } from '../../domain/text/counted.ts';
import { countToRotate } from '../../domain/totals.ts';
import { Figures } from '../figures.tsx';
import { Foreign } from '../foreign.tsx';
import type { Page } from '../pages.tsx';
import { Pager, type Part, partOf } from '../paging.tsx';
import { CsvLink } from '../tables/csv-link.tsx';
import { seesWholeEstate, type Visitor } from '../visitor.ts';
import { ChangedNotice } from './changed-notice.tsx';
import { ClosingSummary } from './closing-summary.tsx';
import { CycleDates } from './cycle-dates.tsx';
import { type CycleOverview, needsPerson, type TenantFigures } from './cycle-overview.ts';
import { cycleFigures } from './figures-of.ts';
import { CycleTags, TenantTag } from './status-tag.tsx';
import { tenantPath } from './tenant-path.ts';

/** What of the cycle's tenants the page is asked to show. */
export interface CycleView {
  /** Tenants whose names hold this; left out: all. */
  readonly search?: string | undefined;
  readonly page?: string | undefined;
}

/** So many rows, with what stands around them, are less than 60 KB. */
const TENANTS_ON_A_PAGE = 100;
/** With fewer tenants, nobody searches. */
const TENANTS_TO_SEARCH = 12;
/** Tenants that need a person and are named above the table; all others are in it. */
const NAMED_FIRST = 20;

export const cyclePage = (overview: CycleOverview, retention: Retention, view: CycleView, visitor: Visitor): Page => {
  const { cycle, tenants } = overview;
  const search = (view.search ?? '').trim();
  const found = tenantsFound(overview, search);
  const part = partOf(found, view.page, TENANTS_ON_A_PAGE);
  const path = `/cycles/${cycle.cycleId}`;
  const notCollected = [{ name: 'Passwords not collected', value: overview.notCollected }];
  return {
    title: cycle.cycleId,
    body: (
      <>
        <p class="breadcrumb">
          <a href="/cycles">All cycles</a>
        </p>
        <div class="head">
          <h1>Cycle {cycle.cycleId}</h1>
          <CycleTags cycle={cycle} />
        </div>
        <CycleDates cycle={cycle} retention={retention} whole={seesWholeEstate(visitor)} />
        {cycle.dryRun || tenants.length === 0 || visitor.role === 'auditor' ? null : (
          <p class="bar no-print">
            {tenants.some(({ waiting }) => waiting > 0) ? (
              <a class="button" href={`${path}/approvals`}>
                Decide what waits
              </a>
            ) : null}
            <a class="button second" href={`${path}/decisions`}>
              Your decisions
            </a>
          </p>
        )}
        {tenants.length === 0 ? <p class="lead">None of your tenants is part of this cycle.</p> : null}
        {cycle.dryRun ? null : (
          <Figures label="Accounts of your tenants" figures={[...cycleFigures(tenants), ...notCollected]} />
        )}
        <NeedPerson tenants={tenants.filter(needsPerson)} />
        <ChangedNotice changed={overview.changed} />
        {tenants.length === 0 ? null : (
          <section class="panel" aria-labelledby="tenants">
            <h2 id="tenants">Tenants</h2>
            {tenants.length > TENANTS_TO_SEARCH ? <SearchTenants path={path} search={search} /> : null}
            <TenantTable part={part} dryRun={cycle.dryRun} />
            <Pager part={part} label="Tenants" path={path} query={{ q: search }} />
            <CsvLink to={path} query={{ q: search }} />
          </section>
        )}
        {seesWholeEstate(visitor) ? <ClosingSummary cycle={cycle} /> : null}
        {overview.othersTenants > 0 && visitor.role === 'technician' ? (
          <p class="muted">
            {counted(overview.othersTenants, 'further tenant')} of this cycle{' '}
            {overview.othersTenants === 1 ? 'is' : 'are'} looked after by other technicians.
          </p>
        ) : null}
      </>
    ),
  };
};

/** The tenants whose names hold a text. */
export const tenantsFound = ({ tenants }: CycleOverview, search = ''): readonly TenantFigures[] =>
  tenants.filter(({ tenant }) => tenant.displayName.toLowerCase().includes(search.trim().toLowerCase()));

/** What a person must look at, before anything else. */
const NeedPerson: FC<{ readonly tenants: readonly TenantFigures[] }> = ({ tenants }) =>
  tenants.length === 0 ? null : (
    <section class="notice bad" aria-labelledby="need-person">
      <h2 id="need-person">A person must look at this</h2>
      <ul>
        {tenants.slice(0, NAMED_FIRST).map(({ tenant, ends }) => (
          <li>
            <a href={tenantPath(tenant)}>
              <Foreign text={tenant.displayName} />
            </a>
            : {troubleOf({ tenant, ends })}
          </li>
        ))}
      </ul>
      {tenants.length > NAMED_FIRST ? (
        <p>And {counted(tenants.length - NAMED_FIRST, 'further tenant')}: the table has them all.</p>
      ) : null}
    </section>
  );

/** "2 uncertain, 1 failed". */
export const troubleOf = ({ tenant, ends }: Pick<TenantFigures, 'tenant' | 'ends'>): string =>
  [
    tenant.status === 'failed' ? 'the tenant failed' : '',
    ends.uncertain > 0 ? `${ends.uncertain} uncertain` : '',
    ends.failed > 0 ? `${ends.failed} failed` : '',
  ]
    .filter((each) => each !== '')
    .join(', ');

/** A form that works without script: what was looked for is part of the address. */
const SearchTenants: FC<{ readonly path: string; readonly search: string }> = ({ path, search }) => (
  <form class="search no-print" method="get" action={path}>
    <label for="q">Find a tenant</label>
    <input type="search" id="q" name="q" value={search} class="field" maxlength={100} />
    <button type="submit" class="second">
      Search
    </button>
    {search === '' ? null : <a href={path}>Show all</a>}
  </form>
);

const TenantTable: FC<{ readonly part: Part<TenantFigures>; readonly dryRun: boolean }> = ({ part, dryRun }) =>
  part.total === 0 ? (
    <p>No tenant has such a name.</p>
  ) : (
    <table class="stacked">
      <caption class="visually-hidden">Your tenants in this cycle, by name</caption>
      <thead>
        <tr>
          <th scope="col">Tenant</th>
          <th scope="col">State</th>
          {(dryRun ? ['To rotate'] : columns.map(({ name }) => name)).map((name) => (
            <th scope="col" class="number">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {part.items.map((each) => (
          <TenantRow figures={each} dryRun={dryRun} />
        ))}
      </tbody>
    </table>
  );

const columns: readonly { readonly name: string; readonly countOf: (figures: TenantFigures) => number }[] = [
  { name: 'Uncertain', countOf: ({ ends }) => ends.uncertain },
  { name: 'Failed', countOf: ({ ends }) => ends.failed },
  { name: 'To decide', countOf: ({ waiting }) => waiting },
  { name: 'Under way', countOf: ({ underWay }) => underWay },
  { name: 'Rotated', countOf: ({ ends }) => ends.rotated },
  { name: 'Not rotated', countOf: ({ ends }) => ends.rejected + ends.expired },
];

const TenantRow: FC<{ readonly figures: TenantFigures; readonly dryRun: boolean }> = ({ figures, dryRun }) => (
  <tr>
    <th scope="row">
      <a href={tenantPath(figures.tenant)}>
        <Foreign text={figures.tenant.displayName} />
      </a>
    </th>
    <td>
      <TenantTag tenant={figures.tenant} dryRun={dryRun} />
    </td>
    {dryRun ? (
      <td class="number" data-label="To rotate">
        {countToRotate(figures.tenant)}
      </td>
    ) : (
      columns.map(({ name, countOf }) => (
        <td class={countOf(figures) === 0 ? 'number zero' : 'number'} data-label={name}>
          {countOf(figures)}
        </td>
      ))
    )}
  </tr>
);
