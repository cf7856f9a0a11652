import type { CredentialLink } from '../../domain/credential/link.ts';
import { Foreign } from '../foreign.tsx';
import { Notice } from '../notices.tsx';
import type { Page } from '../pages.tsx';
import { AfterStored } from './retention-notes.tsx';

/** @param deleteAt  when the password is deleted here */
export const storedPage = (link: CredentialLink, deleteAt: string | undefined): Page => ({
  title: 'Recorded as stored',
  body: (
    <Notice heading="Recorded as stored">
      <p>
        The password of{' '}
        <span class="mono">
          <Foreign text={link.userPrincipalName} />
        </span>{' '}
        (<Foreign text={link.tenantDisplayName} />) is marked as stored by you. <AfterStored deleteAt={deleteAt} /> You
        can close this page.
      </p>
      <p>
        <a href="/">See what else waits for you</a>
      </p>
    </Notice>
  ),
});

export const reportedPage = (link: CredentialLink): Page => ({
  title: 'Reported',
  body: (
    <Notice heading="Thank you: the team has been alerted">
      <p>
        Every link for{' '}
        <span class="mono">
          <Foreign text={link.userPrincipalName} />
        </span>{' '}
        (<Foreign text={link.tenantDisplayName} />) is worthless now, and your report is recorded. Nobody can make
        another one for this password.
      </p>
      {link.state.status !== 'ready' ? (
        <p>
          <strong>Somebody has seen this password.</strong> Have the account rotated again as soon as possible, and look
          at its sign-ins.
        </p>
      ) : null}
      <p>
        <a href="/">See what waits for you</a>
      </p>
    </Notice>
  ),
});

/** @param address  of the new link; this page is the only place that has it */
export const renewedPage = (link: CredentialLink, address: string): Page => ({
  title: 'New link',
  body: (
    <Notice heading="Here is your new link">
      <p>
        For{' '}
        <span class="mono">
          <Foreign text={link.userPrincipalName} />
        </span>{' '}
        (<Foreign text={link.tenantDisplayName} />
        ). It works once, for you only; the link before is worthless now.
      </p>
      <p>
        <a class="button" href={new URL(address).pathname}>
          Open the new link
        </a>
      </p>
    </Notice>
  ),
});

/** For the recipient, where another technician must agree. */
export const askedPage = (link: CredentialLink): Page => ({
  title: 'New link asked for',
  body: (
    <Notice heading="Your team has been asked">
      <p>
        A new link for <span class="mono">{link.userPrincipalName}</span> ({link.tenantDisplayName}) is made when
        another technician who decides for this tenant agrees. It comes to you by mail then.
      </p>
      <p>
        <a href="/">See what else waits for you</a>
      </p>
    </Notice>
  ),
});

/** For the technician who agreed. */
export const agreedPage = (link: CredentialLink): Page => ({
  title: 'New link made',
  body: (
    <Notice heading="The new link is on its way">
      <p>
        {link.approvedBy} gets it by mail, for <span class="mono">{link.userPrincipalName}</span> (
        {link.tenantDisplayName}). It is recorded that you agreed.
      </p>
      <p>
        <a href="/">See what waits for you</a>
      </p>
    </Notice>
  ),
});
