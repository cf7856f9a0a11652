import type { FC } from 'hono/jsx';
import type { ExcludedAccount } from '../../domain/accounts/account.ts';
import { exclusionSentenceOf, whyExcluded } from '../../domain/accounts/exclusion-reasons.ts';
import type { TenantInCycle } from '../../domain/cycle/cycle.ts';
import { counted } from '../../domain/text/counted.ts';
import { Foreign, ForeignSentence } from '../foreign.tsx';
import { timelinePath } from './timeline-path.ts';

/** How many accounts were left out for which reason, the commonest first. */
export const LeftOutCounts: FC<{ readonly tenant: TenantInCycle }> = ({ tenant }) => (
  <ul>
    {Object.entries(tenant.excluded)
      .filter(([, count]) => count > 0)
      .toSorted(([, one], [, other]) => other - one)
      .map(([reason, count]) => (
        <li>
          {counted(count, 'account')}: <ForeignSentence text={exclusionSentenceOf(reason) || 'for another reason.'} />
        </li>
      ))}
  </ul>
);

/** The accounts that were left out and that a cycle lists one by one. */
export const LeftOutTable: FC<{
  readonly tenant: TenantInCycle;
  readonly exclusions: readonly ExcludedAccount[];
}> = ({ tenant, exclusions }) =>
  exclusions.length === 0 ? null : (
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
  );
