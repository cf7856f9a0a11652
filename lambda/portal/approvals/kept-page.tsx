import { counted } from '../../domain/text/counted.ts';
import { AGAIN, type Lapse } from '../kept-form.ts';
import { Notice, SignInButton, signInPath } from '../notices.tsx';
import { ownPath } from '../own-path.ts';
import type { Page } from '../pages.tsx';
import type { Choices } from './choices.ts';
import { HiddenChoices } from './hidden-fields.tsx';

const why: Readonly<Record<Lapse, string>> = {
  'signed-out': 'You are not signed in any more, so nothing was changed.',
  'old-sign-in': 'Your sign-in is too old to decide with, so nothing was changed.',
};

/**
 * Keeps what was chosen while its technician signs in. It shows nothing but what the form said, and the form on it only asks to show
 * that again.
 */
export const keptPage = (cycleId: string, choices: Choices, lapse: Lapse): Page => {
  const path = `/cycles/${cycleId}/approvals`;
  const count = counted(choices.byAccount.size, 'decision');
  return {
    title: 'Sign in: your choices are kept',
    status: 401,
    body: (
      <Notice heading="Your choices are kept on this page">
        <p>
          <strong>{why[lapse]}</strong> {count} {choices.byAccount.size === 1 ? 'waits' : 'wait'} here. Leave this page
          open.
        </p>
        <ol>
          <li>
            <SignInButton to={signInPath(ownPath(path))} newTab>
              Sign in with Microsoft, in a new tab
            </SignInButton>
          </li>
          <li>
            <p>Come back to this tab and go on. You see everything once more before it counts.</p>
            <form method="post" action={path}>
              <input type="hidden" name={AGAIN} value="yes" />
              <HiddenChoices choices={choices} />
              <button type="submit">Go on with {count}</button>
            </form>
          </li>
        </ol>
      </Notice>
    ),
  };
};
