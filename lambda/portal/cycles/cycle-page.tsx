import type { FC } from 'hono/jsx';
import type { Retention } from '../../../config/estate.ts';
import type { Cycle, TenantInCycle } from '../../domain/cycle/cycle.ts';
import { counted } from '../../domain/text/counted.ts';
import { printable } from '../../domain/text/printable.ts';
import { countToRotate } from '../../domain/totals.ts';
import { Foreign } from '../foreign.tsx';
import { Instant } from '../instant.tsx';
import type { Page } from '../pages.tsx';
import { outcomeWords } from '../words.ts';
import { CycleNumbers } from './cycle-numbers.tsx';
import type { CycleOverview } from './cycle-overview.ts';
import { CycleTags } from './status-tag.tsx';
import { TenantSection } from './tenant-section.tsx';

export const cyclePage = (overview: CycleOverview, retention: Retention): Page => {
  const { cycle, tenants, shown } = overview;
  const waiting = shown.some(({ accounts }) =>
    accounts.some(({ rotation }) => rotation.state.status === 'awaiting-approval'),
  );
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
        <CycleDates cycle={cycle} />
        <RetentionNote retention={retention} />
        {waiting ? (
          <p>
            <a class="button" href={`/cycles/${cycle.cycleId}/approvals`}>
              Decide what waits
            </a>
          </p>
        ) : null}
        {tenants.length === 0 ? <p class="lead">None of your tenants is part of this cycle.</p> : null}
        <CycleNumbers accounts={shown.flatMap(({ accounts }) => accounts)} />
        {tenants.length > shown.length || tenants.length > 3 ? (
          <TenantTable cycle={cycle} tenants={tenants} jump={tenants.length === shown.length} />
        ) : null}
        {shown.map((tenant) => (
          <TenantSection overview={tenant} />
        ))}
        {overview.othersTenants > 0 ? (
          <p class="muted">
            {counted(overview.othersTenants, 'further tenant')} of this cycle{' '}
            {overview.othersTenants === 1 ? 'is' : 'are'} looked after by other technicians.
          </p>
        ) : null}
      </>
    ),
  };
};

const RetentionNote: FC<{ readonly retention: Retention }> = ({ retention }) =>
  retention.credentials === 'keep' ? null : (
    <p class="muted">
      Passwords are deleted here {counted(retention.days, 'day')} after a technician confirmed that the vault has them.
      Each account's timeline tells when.
    </p>
  );

const CycleDates: FC<{ readonly cycle: Cycle }> = ({ cycle }) => (
  <dl class="pairs">
    <dt>Accounts</dt>
    <dd>{cycle.class === 'admin' ? 'Admin accounts' : 'Service accounts'}</dd>
    <dt>Opened</dt>
    <dd>
      <Instant at={cycle.openedAt} />
    </dd>
    {cycle.dryRun ? null : (
      <>
        <dt>Decide by</dt>
        <dd>
          <Instant at={cycle.decideBefore} relative={cycle.status === 'open'} />
        </dd>
      </>
    )}
    {cycle.closedAt === undefined ? null : (
      <>
        <dt>Closed</dt>
        <dd>
          <Instant at={cycle.closedAt} />
        </dd>
      </>
    )}
    {cycle.failure === undefined ? null : (
      <>
        <dt>Failed</dt>
        <dd>{printable(cycle.failure)}</dd>
      </>
    )}
    {cycle.totals === undefined ? null : (
      <>
        <dt>Whole estate</dt>
        <dd>
          {counted(cycle.totals.tenants, 'tenant')} ({cycle.totals.tenantsFailed} failed),{' '}
          {counted(cycle.totals.accountsSeen, 'account')} seen, {outcomeWords(cycle, cycle.totals)}
        </dd>
      </>
    )}
  </dl>
);

const TenantTable: FC<{
  readonly cycle: Cycle;
  readonly tenants: readonly TenantInCycle[];
  /** Whether the tenant's accounts are on this page, or on one of their own. */
  readonly jump: boolean;
}> = ({ cycle, tenants, jump }) => (
  <section class="panel" aria-labelledby="tenants">
    <h2 id="tenants">Tenants</h2>
    <table class="stacked">
      <thead>
        <tr>
          <th scope="col">Tenant</th>
          <th scope="col">State</th>
          <th scope="col">{cycle.dryRun ? 'To rotate' : 'Rotations'}</th>
          {cycle.dryRun ? null : <th scope="col">Not done yet</th>}
        </tr>
      </thead>
      <tbody>
        {tenants.map((tenant) => (
          <tr>
            <th scope="row">
              <a href={jump ? `#tenant-${tenant.tenantId}` : `/cycles/${cycle.cycleId}?tenant=${tenant.tenantId}`}>
                <Foreign text={tenant.displayName} />
              </a>
            </th>
            <td>{tenant.status}</td>
            <td data-label={cycle.dryRun ? 'To rotate' : 'Rotations'}>
              {cycle.dryRun ? countToRotate(tenant) : tenant.rotations}
            </td>
            {cycle.dryRun ? null : <td data-label="Not done yet">{tenant.openCount}</td>}
          </tr>
        ))}
      </tbody>
    </table>
  </section>
);
