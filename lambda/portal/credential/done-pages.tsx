import { type CredentialLink, recipientOf } from '../../domain/credential/link.ts';
import { Foreign } from '../foreign.tsx';
import { Notice } from '../notices.tsx';
import type { Page } from '../pages.tsx';

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
        <a href="/passwords">See what else you can collect</a>
      </p>
    </Notice>
  ),
});

/** For the technician who agreed. */
export const agreedPage = (link: CredentialLink): Page => ({
  title: 'New link made',
  body: (
    <Notice heading="The password can be shown again">
      <p>
        <Foreign text={recipientOf(link).name} /> finds it on the page of passwords to collect, for{' '}
        <span class="mono">
          <Foreign text={link.userPrincipalName} />
        </span>{' '}
        (<Foreign text={link.tenantDisplayName} />
        ). It is recorded that you agreed.
      </p>
      <p>
        <a href="/">See what waits for you</a>
      </p>
    </Notice>
  ),
});
