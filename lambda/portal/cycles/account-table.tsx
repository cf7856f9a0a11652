import type { FC } from 'hono/jsx';
import { reasonWords } from '../../domain/audit/reason-words.ts';
import type { TenantInCycle } from '../../domain/cycle/cycle.ts';
import { stepAfter } from '../../domain/rotation/next-step.ts';
import type { Rotation } from '../../domain/rotation/rotation.ts';
import { DecisionLine } from '../decision-line.tsx';
import { Foreign, ForeignSentence } from '../foreign.tsx';
import { VaultSentence } from '../vault-sentence.tsx';
import { StatusTag } from './status-tag.tsx';
import type { AccountInCycle, Collection } from './tenant-overview.ts';
import { timelinePath } from './timeline-path.ts';

const collectionWords: Readonly<Record<Collection, string>> = {
  collected: 'Password collected',
  'not-collected': 'Password not collected yet',
  replaced: 'Link replaced or revoked',
  unknown: '',
};

/** How accounts of a tenant stand, who decided, and where to read more. */
export const AccountTable: FC<{
  readonly tenant: TenantInCycle;
  readonly accounts: readonly AccountInCycle[];
}> = ({ tenant, accounts }) => (
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
            {rotation.vault === undefined ? null : (
              <small class="account-display">
                <VaultSentence vault={rotation.vault} />
              </small>
            )}
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
      <ForeignSentence text={reasonWords(state.reason)} />{' '}
      {state.status === 'failed' ? (stepAfter(state.reason)?.sentence ?? '') : ''}
    </>
  ) : null;
