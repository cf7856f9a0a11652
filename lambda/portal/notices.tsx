import type { Child, FC } from 'hono/jsx';
import { PRODUCT } from './layout.tsx';
import type { Page } from './pages.tsx';
import type { FormRefusal } from './refusal.ts';

/** A short page that says one thing. */
export const Notice: FC<{ readonly heading: string; readonly children: Child }> = ({ heading, children }) => (
  <div class="panel narrow">
    <h1>{heading}</h1>
    {children}
  </div>
);

/** The way to sign in, as the one thing to do on a page. */
export const SignInButton: FC<{
  readonly to: string;
  readonly second?: boolean;
  readonly newTab?: boolean;
  readonly children: Child;
}> = ({ to, second = false, newTab = false, children }) => (
  <p>
    <a
      class={second ? 'button second' : 'button'}
      href={to}
      target={newTab ? '_blank' : undefined}
      rel={newTab ? 'noopener' : undefined}
    >
      {children}
    </a>
  </p>
);

/**
 * Shown to everybody who is not signed in, the same at every address: it reveals nothing, and has no form.
 * @param wantedPath  own path to come back to
 */
export const signInPage = (wantedPath: string, nothingChanged = false): Page => ({
  title: 'Sign in',
  status: nothingChanged ? 401 : 200,
  body: (
    <Notice heading="Sign in to go on">
      {nothingChanged ? (
        <p>
          <strong>You are not signed in any more, so nothing was changed.</strong> Sign in and try again.
        </p>
      ) : null}
      <p>{PRODUCT} shows its pages to technicians of the managed service provider, and to its auditors, only.</p>
      <SignInButton to={signInPath(wantedPath)}>Sign in with Microsoft</SignInButton>
    </Notice>
  ),
});

/**
 * For somebody who is signed in, but too long ago, or too weakly, for what the page is for.
 * @param wantedPath  own path to come back to
 */
export const oldSignInPage = (wantedPath: string, nothingChanged = false): Page => ({
  title: 'Confirm that it is you',
  status: nothingChanged ? 401 : 200,
  body: (
    <Notice heading="Confirm that it is you">
      {nothingChanged ? (
        <p>
          <strong>Your sign-in is too old for this, so nothing was changed.</strong> Sign in and try again.
        </p>
      ) : null}
      <p>
        Deciding, and seeing a password, need a recent sign-in. Microsoft asks you once more, and you come back here.
      </p>
      <SignInButton to={signInPath(wantedPath)}>Sign in with Microsoft</SignInButton>
    </Notice>
  ),
});

export const signInPath = (wantedPath: string): string => `/sign-in?to=${encodeURIComponent(wantedPath)}`;

/** One page for everything that is not there and everything that is somebody else's. */
export const notFoundPage: Page = {
  title: 'Not found',
  status: 404,
  body: (
    <Notice heading="There is nothing here for you">
      <p>Either this page does not exist, or it belongs to somebody else.</p>
      <p>
        <a href="/">See what waits for you</a>
      </p>
    </Notice>
  ),
};

/** For an auditor, where only technicians have something to do. */
export const forTechniciansPage: Page = {
  title: 'For technicians',
  status: 403,
  body: (
    <Notice heading="This page is for technicians">
      <p>
        You are signed in as an auditor: you read what was decided and done, and decide nothing. Nothing was changed.
      </p>
      <p>
        <a href="/">What you can read</a>
      </p>
    </Notice>
  ),
};

/** One page for a link that is unknown, forged, made for somebody else, or long expired. */
export const deadLinkPage: Page = {
  title: 'This link does not work',
  status: 404,
  body: (
    <Notice heading="This link does not work">
      <p>It was made for somebody else, it has expired, or it is not complete. Nothing was changed.</p>
      <p>
        If a mail program broke the address into two lines, copy it as a whole. Otherwise{' '}
        <a href="/">see what waits for you</a>.
      </p>
    </Notice>
  ),
};

export const unavailablePage: Page = {
  title: 'Try again',
  status: 503,
  body: (
    <Notice heading="This did not work just now">
      <p>
        A service that this page needs did not answer. Open the page again in a minute: it shows how things stand. Doing
        a thing twice does no harm.
      </p>
    </Notice>
  ),
};

type UnusableForm = Exclude<FormRefusal, 'auditors-only-read'>;

const refusalWords: Readonly<Record<UnusableForm, string>> = {
  'foreign-origin': 'Your browser says that the form was not sent from this portal.',
  'not-a-form': 'What arrived was not a form of this portal.',
  'too-large': 'The form was too large. Decide about fewer accounts at a time, or shorten the reasons.',
  'wrong-token': 'The form belongs to an earlier sign-in, or it was not complete.',
};

export const refusedFormPage = (refusal: FormRefusal): Page =>
  refusal === 'auditors-only-read' ? forTechniciansPage : unusableFormPage(refusal);

const unusableFormPage = (refusal: UnusableForm): Page => ({
  title: 'Nothing was changed',
  status: refusal === 'too-large' ? 413 : 403,
  body: (
    <Notice heading="Nothing was changed">
      <p>{refusalWords[refusal]}</p>
      <p>
        Go back, load the page again and repeat what you did, or <a href="/">start from the first page</a>.
      </p>
    </Notice>
  ),
});
