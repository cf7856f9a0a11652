import type { Child, FC } from 'hono/jsx';
import type { Estate } from '../../../config/estate.ts';
import type { SignInShortcoming } from '../../domain/sessions/sign-in-rules.ts';
import { Foreign } from '../foreign.tsx';
import { Notice, SignInButton } from '../notices.tsx';
import type { Page } from '../pages.tsx';
import type { NamedPerson, SignInRefusal } from '../refusal.ts';

type SignInRules = Estate['signIn'];

/** Microsoft asks which account, in place of taking the one that is signed in there. */
export const CHOOSE_ACCOUNT = '/sign-in?account=choose';

/** What somebody sees who came back from Microsoft and got no session. */
export function refusedSignInPage(refusal: SignInRefusal, rules: SignInRules): Page {
  switch (refusal.kind) {
    case 'not-started-here':
      return startAgainPage;
    case 'microsoft-refused':
      return notSignedInPage(refusal.code);
    case 'invalid-response':
      return notSignedInPage('invalid_response');
    case 'not-a-technician':
    case 'guest':
      return unknownPersonPage(refusal.person);
    default:
      return shortcomingPage(refusal.kind, refusal.person, rules);
  }
}

/** For a sign-in that is too old, was used before, or was started in another browser. */
const startAgainPage: Page = {
  title: 'Sign in again',
  status: 400,
  body: (
    <Notice heading="Please sign in again">
      <p>This sign-in took more than ten minutes, was used before, or was started in another browser.</p>
      <SignInButton to="/sign-in">Sign in again</SignInButton>
    </Notice>
  ),
};

/** @param code  OAuth error code: shown only if it is nothing but a code */
const notSignedInPage = (code: string): Page => ({
  title: 'Not signed in',
  status: 403,
  body: (
    <Notice heading="Microsoft did not sign you in">
      <p>
        The answer was <code>{/^[a-z_]{1,60}$/.test(code) ? code : 'not understood'}</code>. If you cancelled, sign in
        again.
      </p>
      <SignInButton to={CHOOSE_ACCOUNT}>Sign in again</SignInButton>
    </Notice>
  ),
});

const SignedInAs: FC<{ readonly person: NamedPerson }> = ({ person }) => (
  <>
    You signed in as{' '}
    <strong>
      <Foreign text={person.name} />
    </strong>
  </>
);

const unknownPersonPage = (person: NamedPerson): Page => ({
  title: 'No access',
  status: 403,
  body: (
    <Notice heading="You are not a technician here">
      <p>
        <SignedInAs person={person} />, but the estate does not list this account as a technician. Nothing was shown and
        nothing was changed.
      </p>
      <p>If you should have access, give these ids to the engineer who runs the deployment:</p>
      <dl class="pairs">
        <dt>Object id</dt>
        <dd>
          <code>{person.objectId}</code>
        </dd>
        <dt>Tenant id</dt>
        <dd>
          <code>{person.tenantId}</code>
        </dd>
      </dl>
      <SignInButton to={CHOOSE_ACCOUNT} second>
        Sign in with another account
      </SignInButton>
    </Notice>
  ),
});

type Shortcoming = Exclude<SignInShortcoming, 'guest'>;

/** A technician whose sign-in is not enough: mostly an engineer must complete the setup, and the page says how. */
const shortcomingPage = (shortcoming: Shortcoming, person: NamedPerson, rules: SignInRules): Page => ({
  title: 'Not signed in',
  status: 403,
  body: (
    <Notice heading="This sign-in is not enough">
      <p>
        <SignedInAs person={person} />, but got no session. Nothing was shown and nothing was changed.
      </p>
      {whatToDo[shortcoming](rules)}
      <SignInButton to={CHOOSE_ACCOUNT}>Sign in again</SignInButton>
    </Notice>
  ),
});

const claimMissing = (claim: string, what: string) => (
  <>
    <p>Microsoft’s answer does not say {what}, and what is not known counts as no.</p>
    <p>
      For the engineer who runs the deployment: on the app registration for sign-in, under <em>Token configuration</em>,
      add the optional claim <code>{claim}</code> to ID tokens (docs/deploy.md, step 2). It works from the next sign-in
      on.
    </p>
  </>
);

const whatToDo: Readonly<Record<Shortcoming, (rules: SignInRules) => Child>> = {
  'account-unknown': () => claimMissing('acct', 'whether your account is a member or a guest of the home tenant'),
  'time-unknown': () => claimMissing('auth_time', 'when you signed in at Microsoft'),
  'too-old': ({ maxAgeMinutes }) => (
    <p>
      Your sign-in at Microsoft is more than {maxAgeMinutes} minutes old, and Microsoft did not ask you again. Sign out
      at Microsoft, or close the browser, and sign in again.
    </p>
  ),
  'context-missing': ({ authenticationContext = '' }) => (
    <>
      <p>
        The estate asks for the authentication context <code>{authenticationContext}</code>, and Microsoft’s answer does
        not say that your sign-in satisfies it.
      </p>
      <p>
        For the engineer who runs the deployment: the home tenant must have that authentication context, published to
        apps, and a Conditional Access policy for it (docs/deploy.md, step 2).
      </p>
    </>
  ),
};
