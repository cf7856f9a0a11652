import { Foreign } from '../foreign.tsx';
import { Notice, SignInButton } from '../notices.tsx';
import type { Page } from '../pages.tsx';
import type { Person } from './identity-provider.ts';

/** Microsoft asks which account, in place of taking the one that is signed in there. */
const CHOOSE_ACCOUNT = '/sign-in?account=choose';

export const signedOutPage: Page = {
  title: 'Signed out',
  body: (
    <Notice heading="You are signed out">
      <p>You may still be signed in at Microsoft in this browser. On a device that others use, sign out there too.</p>
      <SignInButton to={CHOOSE_ACCOUNT}>Sign in again</SignInButton>
    </Notice>
  ),
};

/** For a sign-in that is too old, was used before, or was started in another browser. */
export const startAgainPage: Page = {
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
export const notSignedInPage = (code: string): Page => ({
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

export const unknownPersonPage = (person: Person): Page => ({
  title: 'No access',
  status: 403,
  body: (
    <Notice heading="You are not a technician here">
      <p>
        You signed in as{' '}
        <strong>
          <Foreign text={person.name} />
        </strong>
        , but the estate does not list this account as a technician. Nothing was shown and nothing was changed.
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
