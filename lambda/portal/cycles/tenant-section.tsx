import type { FC } from 'hono/jsx';
import type { ExcludedAccount } from '../../domain/accounts/account.ts';
import { whyExcluded } from '../../domain/accounts/exclusion-reasons.ts';
import type { TenantInCycle } from '../../domain/cycle/cycle.ts';
import { failureSentence } from '../../domain/rotation/failure-sentence.ts';
import { stepAfter } from '../../domain/rotation/next-step.ts';
import { isIn, type Rotation } from '../../domain/rotation/rotation.ts';
import { counted } from '../../domain/text/counted.ts';
import { PauseLink } from '../actions/action-links.tsx';
import { DecisionLine } from '../decision-line.tsx';
import { Foreign, ForeignSentence } from '../foreign.tsx';
import { reasonWords } from '../words.ts';
import type { AccountInCycle, Collection, TenantOverview } from './cycle-overview.ts';
import { PlanOfTenant } from './plan-section.tsx';
import { StatusTag } from './status-tag.tsx';
import { timelinePath } from './timeline-path.ts';
import { UncertainNotice } from './uncertain-notice.tsx';

const collectionWords: Readonly<Record<Collection, string>> = {
  collected: 'Password collected',
  'not-collected': 'Password not collected yet',
  replaced: 'Link replaced or revoked',
  unknown: '',
};

export const TenantSection: FC<{ readonly overview: TenantOverview }> = ({ overview }) => {
  const { tenant, accounts, exclusions, plan } = overview;
  const heading = `tenant-${tenant.tenantId}`;
  return (
    <section class="panel" aria-labelledby={heading}>
      <div class="head">
        <h2 id={heading}>
          <Foreign text={tenant.displayName} />
        </h2>
        <TenantTag tenant={tenant} />
      </div>
      {tenant.failure === undefined ? null : (
        <div class="notice bad">
          <p>
            <strong>This tenant failed.</strong> <ForeignSentence text={failureSentence(tenant.failure)} />
          </p>
        </div>
      )}
      {plan === undefined ? (
        <>
          <p class="muted">
            {counted(tenant.accountsSeen, 'account')} seen, {tenant.rotations} to rotate.
            {tenant.ticket === undefined ? null : (
              <>
                {' '}
                Ticket <Foreign text={tenant.ticket} />.
              </>
            )}
          </p>
          {accounts.map(({ rotation }) =>
            isIn(rotation, 'uncertain') ? (
              <UncertainNotice rotation={rotation} tenantName={overview.tenantName} />
            ) : null,
          )}
          {accounts.length === 0 ? null : <AccountTable tenant={tenant} accounts={accounts} />}
          <Exclusions tenant={tenant} exclusions={exclusions} />
          <p>
            <PauseLink tenantId={tenant.tenantId} />
          </p>
        </>
      ) : (
        <PlanOfTenant tenant={tenant} plan={plan} />
      )}
    </section>
  );
};

const TenantTag: FC<{ readonly tenant: TenantInCycle }> = ({ tenant: { status, openCount } }) => {
  if (status === 'failed') return <span class="tag bad">Failed</span>;
  if (status === 'closed') return <span class="tag good">Closed</span>;
  if (status === 'pending') return <span class="tag busy">Not discovered yet</span>;
  return <span class="tag busy">{counted(openCount, 'account')} not done yet</span>;
};

const AccountTable: FC<{ readonly tenant: TenantInCycle; readonly accounts: readonly AccountInCycle[] }> = ({
  tenant,
  accounts,
}) => (
  <table class="stacked columns">
    <caption class="visually-hidden">
      Accounts of <Foreign text={tenant.displayName} />
    </caption>
    <thead>
      <tr>
        <th scope="col">Account</th>
        <th scope="col">State</th>
        <th scope="col">Decision</th>
      </tr>
    </thead>
    <tbody>
      {accounts.map(({ rotation, collection }) => (
        <tr>
          <th scope="row">
            <a href={timelinePath(rotation)}>
              <Foreign text={rotation.account.userPrincipalName} />
            </a>
            <span class="account-display">
              <Foreign text={rotation.account.displayName} />
            </span>
          </th>
          <td>
            <StatusTag status={rotation.state.status} /> <Explanation rotation={rotation} />
            {collectionWords[collection] === '' ? null : <small> {collectionWords[collection]}</small>}
          </td>
          <td>
            <DecisionLine state={rotation.state} />
          </td>
        </tr>
      ))}
    </tbody>
  </table>
);

/** Why a rotation failed, or what is not known about it. */
const Explanation: FC<{ readonly rotation: Rotation }> = ({ rotation: { state } }) =>
  state.status === 'failed' || state.status === 'uncertain' ? (
    <>
      <ForeignSentence text={state.reason} />{' '}
      {state.status === 'failed' ? (stepAfter(state.reason)?.sentence ?? '') : ''}
    </>
  ) : null;

const Exclusions: FC<{ readonly tenant: TenantInCycle; readonly exclusions: readonly ExcludedAccount[] }> = ({
  tenant,
  exclusions,
}) => {
  const counts = Object.entries(tenant.excluded).filter(([, count]) => count > 0);
  const total = counts.reduce((sum, [, count]) => sum + count, 0);
  if (total === 0 && exclusions.length === 0) return null;
  return (
    <details>
      <summary>{counted(total, 'account')} left out</summary>
      <p>{counts.map(([reason, count]) => `${reasonWords(reason)}: ${count}`).join(' · ')}</p>
      {exclusions.length === 0 ? null : (
        <table class="stacked columns">
          <caption class="visually-hidden">
            Accounts of <Foreign text={tenant.displayName} /> that were left out, and why
          </caption>
          <thead>
            <tr>
              <th scope="col">Account</th>
              <th scope="col">Why it was left out</th>
            </tr>
          </thead>
          <tbody>
            {exclusions.map(({ accountId, userPrincipalName, displayName, reason, details }) => (
              <tr>
                <th scope="row">
                  <a href={timelinePath({ ...tenant, accountId })}>
                    <Foreign text={userPrincipalName} />
                  </a>
                  <span class="account-display">
                    <Foreign text={displayName} />
                  </span>
                </th>
                <td>
                  <ForeignSentence text={whyExcluded(reason, details)} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </details>
  );
};
