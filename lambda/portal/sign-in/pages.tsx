import { Notice, SignInButton } from '../notices.tsx';
import type { Page } from '../pages.tsx';
import { CHOOSE_ACCOUNT } from './refused-pages.tsx';

/** @param everywhere  whether all sessions of the technician were ended */
export const signedOutPage = (everywhere = false): Page => ({
  title: 'Signed out',
  body: (
    <Notice heading={everywhere ? 'You are signed out everywhere' : 'You are signed out'}>
      <p>You may still be signed in at Microsoft in this browser. On a device that others use, sign out there too.</p>
      {everywhere ? (
        <p>
          If you saw a session that was not yours, tell the engineer who runs the deployment, and have your sessions at
          Microsoft revoked and your password changed: who could sign in once can sign in again.
        </p>
      ) : null}
      <SignInButton to={CHOOSE_ACCOUNT}>Sign in again</SignInButton>
    </Notice>
  ),
});
