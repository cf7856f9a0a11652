import type { FC } from 'hono/jsx';
import type { TenantInCycle } from '../../domain/cycle/cycle.ts';
import { failureSentence } from '../../domain/rotation/failure-sentence.ts';
import { isIn } from '../../domain/rotation/rotation.ts';
import { counted } from '../../domain/text/counted.ts';
import { countLeftOut } from '../../domain/totals.ts';
import { PauseLink } from '../actions/action-links.tsx';
import { CarriedOutFrom } from '../carried-out-from.tsx';
import { Figures } from '../figures.tsx';
import { Foreign, ForeignSentence } from '../foreign.tsx';
import type { Page } from '../pages.tsx';
import { addressOf, Pager } from '../paging.tsx';
import { reportPath } from '../reports/report-page.tsx';
import { CsvLink } from '../tables/csv-link.tsx';
import type { Visitor } from '../visitor.ts';
import { statusWords } from '../words.ts';
import { AccountTable } from './account-table.tsx';
import { ChangedNotice } from './changed-notice.tsx';
import { cycleFigures } from './figures-of.ts';
import { LeftOutCounts, LeftOutTable } from './left-out.tsx';
import { PauseNotices } from './pause-notice.tsx';
import { PlanOfTenant } from './plan-section.tsx';
import { StatusMeanings, TenantTag } from './status-tag.tsx';
import type { TenantOverview, TenantView } from './tenant-overview.ts';
import { tenantPath } from './tenant-path.ts';
import { UncertainNotice } from './uncertain-notice.tsx';

/** With fewer accounts, nobody searches. */
const ACCOUNTS_TO_SEARCH = 12;
/** With fewer, those that were left out stand below the accounts. */
const LEFT_OUT_AT_ONCE = 25;

/** One tenant in one cycle: how its accounts stand, by urgency, and which were left out. */
export const tenantPage = (overview: TenantOverview, view: TenantView, visitor: Visitor): Page => {
  const { cycle, figures, plan } = overview;
  const { tenant } = figures;
  return {
    title: `${tenant.displayName}, ${cycle.cycleId}`,
    body: (
      <>
        <p class="breadcrumb">
          <a href="/cycles">All cycles</a> <span aria-hidden="true">›</span>{' '}
          <a href={`/cycles/${cycle.cycleId}`}>Cycle {cycle.cycleId}</a>
        </p>
        <div class="head">
          <h1>
            <Foreign text={tenant.displayName} />
          </h1>
          <TenantTag tenant={tenant} dryRun={cycle.dryRun} />
        </div>
        {tenant.failure === undefined ? null : (
          <div class="notice bad">
            <p>
              <strong>This tenant failed.</strong> <ForeignSentence text={failureSentence(tenant.failure)} />
            </p>
          </div>
        )}
        <p class="no-print">
          <a href={reportPath(tenant)}>Report on this customer, from the audit records</a>
        </p>
        <PauseNotices pauses={overview.pauses} visitor={visitor} />
        {cycle.dryRun || cycle.status === 'closed' ? null : (
          <CarriedOutFrom rotation={{ tenantId: tenant.tenantId, emergency: cycle.emergency }} />
        )}
        {cycle.dryRun ? null : <TenantNumbers overview={overview} visitor={visitor} />}
        <ChangedNotice changed={overview.changed} />
        {plan === undefined ? null : (
          <section class="panel">
            <PlanOfTenant tenant={tenant} plan={plan} page={view.page} path={tenantPath(tenant)} />
            <CsvLink to={tenantPath(tenant)} />
          </section>
        )}
        {cycle.dryRun ? null : view.leftOut ? (
          <LeftOut overview={overview} />
        ) : (
          <Accounts overview={overview} view={view} visitor={visitor} />
        )}
        {cycle.dryRun || view.leftOut ? null : <LeftOutSummary overview={overview} />}
      </>
    ),
  };
};

const TenantNumbers: FC<{ readonly overview: TenantOverview; readonly visitor: Visitor }> = ({
  overview: { cycle, figures, notCollected },
  visitor,
}) => (
  <>
    <p class="muted">
      {counted(figures.tenant.accountsSeen, 'account')} seen, {figures.tenant.rotations} to rotate.
      {figures.tenant.ticket === undefined ? null : (
        <>
          {' '}
          Ticket <Foreign text={figures.tenant.ticket} />.
        </>
      )}
    </p>
    <Figures
      label="Accounts of this tenant"
      figures={[
        ...cycleFigures([figures]).filter(({ name }) => name !== 'Tenants failed'),
        { name: 'Passwords not collected', value: notCollected },
      ]}
    />
    {visitor.role === 'auditor' ? null : (
      <p class="bar no-print">
        {figures.waiting > 0 ? (
          <a class="button" href={`/cycles/${cycle.cycleId}/approvals`}>
            Decide what waits
          </a>
        ) : null}
        <PauseLink tenantId={figures.tenant.tenantId} />
      </p>
    )}
  </>
);

const Accounts: FC<{
  readonly overview: TenantOverview;
  readonly view: TenantView;
  readonly visitor: Visitor;
}> = ({ overview, view, visitor }) => {
  const { accounts, figures, statuses, tenantName } = overview;
  const { tenant } = figures;
  if (tenant.rotations === 0) return null;
  const isSearched = (view.search ?? '') !== '' || (view.status ?? '') !== '';
  return (
    <>
      {accounts.items.map(({ rotation }) =>
        isIn(rotation, 'uncertain') && visitor.role === 'technician' ? (
          <UncertainNotice rotation={rotation} tenantName={tenantName} open={figures.ends.uncertain < 2} />
        ) : null,
      )}
      <section class="panel" aria-labelledby="accounts">
        <h2 id="accounts">Accounts</h2>
        {tenant.rotations > ACCOUNTS_TO_SEARCH || isSearched ? (
          <SearchAccounts tenant={tenant} statuses={statuses} view={view} />
        ) : null}
        {accounts.total === 0 ? (
          <p>No account is like that.</p>
        ) : (
          <AccountTable tenant={tenant} accounts={accounts.items} />
        )}
        <Pager
          part={accounts}
          label="Accounts"
          path={tenantPath(tenant)}
          query={{ q: view.search, status: view.status }}
        />
        <CsvLink to={tenantPath(tenant)} query={{ q: view.search, status: view.status }} />
        <StatusMeanings statuses={accounts.items.map(({ rotation }) => rotation.state.status)} />
      </section>
    </>
  );
};

/** A form that works without script: what was looked for is part of the address. */
const SearchAccounts: FC<{
  readonly tenant: TenantInCycle;
  readonly statuses: TenantOverview['statuses'];
  readonly view: TenantView;
}> = ({ tenant, statuses, view: { search = '', status = '' } }) => (
  <form class="search no-print" method="get" action={tenantPath(tenant)}>
    <label for="q">Find an account</label>
    <input type="search" id="q" name="q" value={search} class="field" maxlength={120} />
    <label for="status">State</label>
    <select id="status" name="status" class="field">
      <option value="">any</option>
      {Object.entries(statusWords).map(([each, { text }]) =>
        statuses.some((one) => one === each) ? (
          <option value={each} selected={each === status}>
            {text}
          </option>
        ) : null,
      )}
    </select>
    <button type="submit" class="second">
      Search
    </button>
    {search === '' && status === '' ? null : <a href={tenantPath(tenant)}>Show all</a>}
  </form>
);

/** How many were left out, and why; which ones, where they are few. */
const LeftOutSummary: FC<{ readonly overview: TenantOverview }> = ({ overview: { figures, exclusions } }) => {
  const { tenant } = figures;
  const total = countLeftOut(tenant.excluded);
  if (total === 0 && exclusions.total === 0) return null;
  const isShort = exclusions.total <= LEFT_OUT_AT_ONCE;
  return (
    <details class="panel">
      <summary>{counted(total, 'account')} left out</summary>
      <LeftOutCounts tenant={tenant} />
      {isShort ? (
        <>
          <LeftOutTable tenant={tenant} exclusions={exclusions.items} />
          {exclusions.total === 0 ? null : <CsvLink to={tenantPath(tenant)} query={{ 'left-out': 'all' }} />}
        </>
      ) : (
        <p>
          <a href={addressOf(tenantPath(tenant), { 'left-out': 'all' })}>
            Which {exclusions.total} accounts, and why each of them
          </a>
        </p>
      )}
    </details>
  );
};

const LeftOut: FC<{ readonly overview: TenantOverview }> = ({ overview: { figures, exclusions } }) => (
  <section class="panel" aria-labelledby="left-out">
    <h2 id="left-out">{counted(countLeftOut(figures.tenant.excluded), 'account')} left out</h2>
    <p>
      <a href={tenantPath(figures.tenant)}>Accounts that are rotated</a>
    </p>
    <LeftOutCounts tenant={figures.tenant} />
    <LeftOutTable tenant={figures.tenant} exclusions={exclusions.items} />
    <Pager part={exclusions} label="Accounts" path={tenantPath(figures.tenant)} query={{ 'left-out': 'all' }} />
    <CsvLink to={tenantPath(figures.tenant)} query={{ 'left-out': 'all' }} />
  </section>
);
