import type { FC } from 'hono/jsx';
import { useContext } from 'hono/jsx';
import type { PlannedAccount } from '../../domain/accounts/account.ts';
import { globalAdministratorWords } from '../../domain/accounts/held-global-administrator.ts';
import { inclusionWords } from '../../domain/accounts/inclusion-words.ts';
import { counted } from '../../domain/text/counted.ts';
import { oneLine } from '../../domain/text/printable.ts';
import { Foreign, ForeignSentence } from '../foreign.tsx';
import { Clock, Instant, relativeTime } from '../instant.tsx';

interface Facts {
  readonly account: PlannedAccount;
  /** Whether two different technicians must approve it. */
  readonly twoPersons?: boolean;
}

/** More are counted: an administrator of hundreds of units has as many roles. */
const MOST_REASONS = 8;
/** Characters of a reason in a line of many. */
const LONGEST_IN_LINE = 48;

/** What a technician must know about an account to decide: why it is here, how it is used, and what may break. */
export const AccountFacts: FC<Facts & { readonly id: string }> = ({ account, id, twoPersons = false }) => {
  const globalAdministrator = globalAdministratorWords(account);
  const more = account.reasons.length - MOST_REASONS;
  return (
    <div id={id}>
      <ul class="tags">
        <li class="tag">{classWords(account)}</li>
        {globalAdministrator === undefined ? null : <li class="tag busy">{globalAdministrator}</li>}
        {twoPersons ? <li class="tag busy">Needs two persons</li> : null}
        {account.passwordNeverExpires ? <li class="tag">Password never expires</li> : null}
      </ul>
      <ul class="facts">
        {account.reasons.slice(0, MOST_REASONS).map((reason) => (
          <li>
            <ForeignSentence text={inclusionWords(reason)} />
          </li>
        ))}
        {more > 0 ? <li>and {counted(more, 'further reason')}</li> : null}
        <li>
          {account.passwordChangedAt === undefined ? (
            'Password age unknown'
          ) : (
            <>
              Password set <Instant at={account.passwordChangedAt} relative />
            </>
          )}
        </li>
        <li>
          <LastSignIn account={account} />
        </li>
        <Dependants account={account} />
      </ul>
    </div>
  );
};

const LastSignIn: FC<{ readonly account: PlannedAccount }> = ({ account: { lastSignIn } }) => {
  if (lastSignIn === undefined) return <>Last sign-in unknown (no P1 licence, or not permitted)</>;
  if (lastSignIn.kind === 'none-on-record') return <>No sign-in on record</>;
  return (
    <>
      {lastSignIn.kind === 'succeeded' ? 'Last sign-in' : 'Last attempt to sign in'}{' '}
      <Instant at={lastSignIn.at} relative />
    </>
  );
};

/** What the estate notes about an account, as items of a list; nothing where it notes nothing. */
export const Dependants: FC<{ readonly account: Pick<PlannedAccount, 'dependants'> }> = ({
  account: { dependants = [] },
}) => (
  <>
    {dependants.map((note) => (
      <li>
        <strong>May break:</strong> <ForeignSentence text={note} />
      </li>
    ))}
  </>
);

/** As `AccountFacts`, in one line for a list of many accounts. What is not known is left out. */
export const AccountFactsLine: FC<Facts & { readonly id: string }> = ({ account, id, twoPersons = false }) => {
  const { now } = useContext(Clock);
  const { passwordChangedAt, lastSignIn, dependants = [], reasons } = account;
  const ago = (instant: string) => relativeTime(new Date(instant), now);
  const [first] = reasons;
  const words = [
    classWords(account),
    globalAdministratorWords(account) ?? (first === undefined ? '' : shortReason(first)),
    reasons.length > 1 ? `${reasons.length} reasons` : '',
    twoPersons ? 'needs two persons' : '',
    passwordChangedAt === undefined ? 'password age unknown' : `password set ${ago(passwordChangedAt)}`,
    lastSignIn?.kind === 'succeeded' ? `signed in ${ago(lastSignIn.at)}` : '',
    mayBreak(dependants),
  ];
  return (
    <p id={id} class="facts">
      <ForeignSentence text={words.filter((each) => each !== '').join(' · ')} />
    </p>
  );
};

const classWords = ({ class: own }: PlannedAccount) => (own === 'admin' ? 'Admin account' : 'Service account');

function mayBreak([first, ...others]: readonly string[]): string {
  if (first === undefined) return '';
  return `may break: ${oneLine(first, LONGEST_IN_LINE)}${others.length === 0 ? '' : ` and ${others.length} more`}`;
}

const shortReason = (reason: PlannedAccount['reasons'][number]) =>
  oneLine(reason.kind === 'role' ? reason.role : reason.matcher, LONGEST_IN_LINE);

/** An account's two names, side by side. */
export const AccountName: FC<{ readonly account: Pick<PlannedAccount, 'userPrincipalName' | 'displayName'> }> = ({
  account,
}) => (
  <>
    <span class="account-name">
      <Foreign text={account.userPrincipalName} />
    </span>
    <span class="account-display">
      <Foreign text={account.displayName} />
    </span>
  </>
);
