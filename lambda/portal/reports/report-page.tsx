import type { FC } from 'hono/jsx';
import type { AccountReport } from '../../domain/audit/report/account-report.ts';
import type { CycleReport } from '../../domain/audit/report/cycle-report.ts';
import {
  actorWords,
  collectionWords,
  decisionWords,
  exceptionWords,
  resultWords,
} from '../../domain/audit/report/report-words.ts';
import type { TenantReport } from '../../domain/audit/report/tenant-report.ts';
import { counted } from '../../domain/text/counted.ts';
import { tenantPath } from '../cycles/tenant-path.ts';
import { timelinePath } from '../cycles/timeline-path.ts';
import { Figures } from '../figures.tsx';
import { Foreign, ForeignSentence } from '../foreign.tsx';
import { Instant } from '../instant.tsx';
import { Notice } from '../notices.tsx';
import type { Page } from '../pages.tsx';
import { CsvLink } from '../tables/csv-link.tsx';

export const reportPath = (of: { readonly cycleId: string; readonly tenantId: string }): string =>
  `/cycles/${of.cycleId}/reports/${of.tenantId}`;

/** The report of one customer, made of audit records alone, to read and to print. */
export const reportPage = (report: CycleReport, tenantId: string, tenantName: string): Page => {
  const { cycleId, asOf } = report;
  const tenant = report.tenants.find((each) => each.tenantId === tenantId);
  return {
    title: `Report on ${tenantName}, ${cycleId}`,
    body: (
      <>
        <p class="breadcrumb">
          <a href={`/cycles/${cycleId}`}>Cycle {cycleId}</a> <span aria-hidden="true">›</span>{' '}
          <a href={tenantPath({ cycleId, tenantId })}>
            <Foreign text={tenantName} />
          </a>
        </p>
        <h1>
          Report on <Foreign text={tenantName} />
        </h1>
        <p class="lead">
          Cycle {cycleId}, made of {counted(report.records, 'audit record')}
          {asOf === undefined ? null : (
            <>
              , the newest of <Instant at={asOf} />
            </>
          )}
          .
        </p>
        <Cycle report={report} />
        {tenant === undefined ? (
          <p>Nothing is on record about this customer in this cycle.</p>
        ) : (
          <Tenant report={report} tenant={tenant} />
        )}
      </>
    ),
  };
};

const Cycle: FC<{ readonly report: CycleReport }> = ({ report: { opened, closed, sealed, emergency, dryRun } }) => (
  <dl class="pairs">
    <dt>Kind</dt>
    <dd>{dryRun ? 'Dry run: nothing is reset' : emergency ? 'Emergency: two persons for each account' : 'Regular'}</dd>
    <dt>Opened</dt>
    <dd>{opened === undefined ? 'not on record' : <Instant at={opened.at} />}</dd>
    <dt>Closed</dt>
    <dd>
      {closed === undefined ? 'not yet' : <Instant at={closed.at} />}
      {closed?.failed === true ? ', failed' : ''}
    </dd>
    <dt>Sealed</dt>
    <dd>
      {sealed === undefined ? (
        'not yet'
      ) : (
        <>
          <Instant at={sealed.at} />
          {sealed.checkpoint === undefined ? null : (
            <>
              , checkpoint <code class="breakable">{sealed.checkpoint}</code>
            </>
          )}
        </>
      )}
    </dd>
  </dl>
);

const Tenant: FC<{ readonly report: CycleReport; readonly tenant: TenantReport }> = ({ report, tenant }) => {
  const exceptions = tenant.accounts.filter((each) => each.exceptions.length > 0);
  const path = reportPath({ cycleId: report.cycleId, tenantId: tenant.tenantId });
  return (
    <>
      <Figures
        label="Results"
        figures={[
          ...Object.entries(resultWords).flatMap(([kind, name]) => {
            const value = Object.entries(tenant.results).find(([each]) => each === kind)?.[1] ?? 0;
            return value === 0 ? [] : [{ name: capital(name), value }];
          }),
          { name: 'With exceptions', value: tenant.withExceptions },
          { name: 'Left out', value: tenant.leftOut.length },
        ]}
      />
      <section class={exceptions.length === 0 ? 'notice good' : 'notice bad'} aria-labelledby="exceptions">
        <h2 id="exceptions">Exceptions</h2>
        {exceptions.length === 0 ? <p>None.</p> : null}
        <ul>
          {exceptions.map((account) => (
            <li>
              <Foreign text={account.userPrincipalName} />:{' '}
              <ForeignSentence text={account.exceptions.map(exceptionWords).join('; ')} />
            </li>
          ))}
        </ul>
      </section>
      <section class="panel" aria-labelledby="population">
        <h2 id="population">{counted(tenant.accounts.length, 'account')} in the population</h2>
        {tenant.accounts.length === 0 ? (
          <p>The cycle was to rotate none.</p>
        ) : (
          <table class="stacked">
            <caption class="visually-hidden">What was decided and done for each account, by name</caption>
            <thead>
              <tr>
                <th scope="col">Account</th>
                <th scope="col">Decided</th>
                <th scope="col">Reset, proven</th>
                <th scope="col">Result</th>
              </tr>
            </thead>
            <tbody>
              {tenant.accounts.map((account) => (
                <Account account={account} of={{ cycleId: report.cycleId, tenantId: tenant.tenantId }} />
              ))}
            </tbody>
          </table>
        )}
        <CsvLink to={path} />
      </section>
      {tenant.leftOut.length === 0 ? null : (
        <section class="panel" aria-labelledby="left-out">
          <h2 id="left-out">{counted(tenant.leftOut.length, 'account')} left out, on record one by one</h2>
          <ul>
            {tenant.leftOut.map(({ userPrincipalName, reason, detail }) => (
              <li>
                <Foreign text={userPrincipalName} />: <ForeignSentence text={detail ?? reason} />
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
};

const Account: FC<{
  readonly account: AccountReport;
  readonly of: { readonly cycleId: string; readonly tenantId: string };
}> = ({ account, of }) => (
  <tr>
    <th scope="row">
      <a href={timelinePath({ ...of, accountId: account.accountId })}>
        <Foreign text={account.userPrincipalName} />
      </a>
      <span class="account-display">
        <ForeignSentence text={account.because ?? account.class ?? ''} />
      </span>
    </th>
    <td data-label="Decided">
      {account.decisions.map(({ kind, by, at, reason }) => (
        <div>
          {capital(decisionWords[kind])}
          {kind === 'expired' ? null : (
            <>
              {' '}
              by <Foreign text={actorWords(by)} />
            </>
          )}
          , <Instant at={at} />
          {reason === undefined ? null : (
            <>
              : <ForeignSentence text={reason} />
            </>
          )}
        </div>
      ))}
    </td>
    <td data-label="Reset, proven">
      {account.resets.map(({ at }) => (
        <div>
          <Instant at={at} />
        </div>
      ))}
      {account.proof === undefined ? null : (
        <div>
          proven <Instant at={account.proof.at} />, by {account.proof.by === 'directory' ? 'the directory' : 'a person'}
        </div>
      )}
    </td>
    <td data-label="Result">
      {capital(resultWords[account.result.kind])}
      {collectionWords[account.collection.state] === '' ? null : `, ${collectionWords[account.collection.state]}`}
    </td>
  </tr>
);

const capital = (words: string): string => `${words.slice(0, 1).toUpperCase()}${words.slice(1)}`;

/** Each account of a report is a chain of records to read. */
export const tooLargePage = (cycleId: string): Page => ({
  title: 'Report',
  body: (
    <Notice heading="This report is too large for a page">
      <p>
        It has thousands of accounts. From a copy of the audit bucket, the command makes it:{' '}
        <code class="breakable">rotation audit report evidence --cycle {cycleId}</code>
      </p>
    </Notice>
  ),
});
