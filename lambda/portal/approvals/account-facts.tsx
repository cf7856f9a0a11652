import type { FC } from 'hono/jsx';
import type { PlannedAccount } from '../../domain/accounts/account.ts';
import { inclusionWords } from '../../domain/accounts/inclusion-words.ts';
import { Foreign, ForeignSentence } from '../foreign.tsx';
import { Instant } from '../instant.tsx';

/** What a technician must know about an account to decide: why it is here, and how old its password is. */
export const AccountFacts: FC<{ readonly account: PlannedAccount; readonly id: string }> = ({ account, id }) => (
  <div id={id}>
    <ul class="tags">
      <li class="tag">{account.class === 'admin' ? 'Admin account' : 'Service account'}</li>
      {account.globalAdministrator ? <li class="tag busy">Global Administrator</li> : null}
      {account.passwordNeverExpires ? <li class="tag">Password never expires</li> : null}
    </ul>
    <ul class="facts">
      {account.reasons.map((reason) => (
        <li>
          <ForeignSentence text={inclusionWords(reason)} />
        </li>
      ))}
      <li>
        {account.passwordChangedAt === undefined ? (
          'Password age unknown'
        ) : (
          <>
            Password set <Instant at={account.passwordChangedAt} relative />
          </>
        )}
      </li>
    </ul>
  </div>
);

/** An account's two names, side by side. */
export const AccountName: FC<{ readonly account: PlannedAccount }> = ({ account }) => (
  <>
    <span class="account-name">
      <Foreign text={account.userPrincipalName} />
    </span>
    <span class="account-display">
      <Foreign text={account.displayName} />
    </span>
  </>
);
