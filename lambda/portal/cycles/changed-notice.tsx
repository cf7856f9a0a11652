import type { FC } from 'hono/jsx';
import type { ChangedElsewhere } from '../../domain/credential/changed-elsewhere.ts';
import { counted } from '../../domain/text/counted.ts';
import { Foreign } from '../foreign.tsx';
import { Instant } from '../instant.tsx';
import { timelinePath } from './timeline-path.ts';

/** More than these are counted: one rotation of all of them ends it. */
const NAMED = 20;

/** Passwords of a cycle that somebody else has changed since. */
export const ChangedNotice: FC<{ readonly changed: readonly ChangedElsewhere[] }> = ({ changed }) =>
  changed.length === 0 ? null : (
    <section class="notice bad" aria-labelledby="changed-elsewhere">
      <h2 id="changed-elsewhere">
        {counted(changed.length, 'password')} changed by somebody else: your vault is stale
      </h2>
      <ul>
        {changed.slice(0, NAMED).map((each) => (
          <li>
            <a href={timelinePath(each)}>
              <Foreign text={each.userPrincipalName} />
            </a>{' '}
            (<Foreign text={each.tenantDisplayName} />
            ), <Instant at={each.changedAt} />
          </li>
        ))}
      </ul>
      {changed.length > NAMED ? <p>And {counted(changed.length - NAMED, 'further account')}.</p> : null}
      <p>What is stored here, and in the vault, does not work for them any more. Rotating an account again ends it.</p>
    </section>
  );

/** The same about one account. */
export const ChangedAccount: FC<{ readonly change: ChangedElsewhere }> = ({ change }) => (
  <p class="notice bad">
    <strong>Changed by somebody else; your vault is stale.</strong> The directory shows a change{' '}
    <Instant at={change.changedAt} />, after ours <Instant at={change.passwordChangedAt} />; seen{' '}
    <Instant at={change.seenAt} />. What is stored here does not work any more. Ask who changed it, and rotate the
    account again.
  </p>
);
