import type { FC } from 'hono/jsx';
import type { CredentialLink } from '../../domain/credential/link.ts';
import { MOST_LINKS } from '../../usecases/credential/credential-links.ts';
import { Foreign } from '../foreign.tsx';
import { Instant } from '../instant.tsx';
import type { Page } from '../pages.tsx';
import { CredentialFacts } from './credential-facts.tsx';
import { LinkForm, type LinkFormProps } from './link-form.tsx';
import { AfterStored } from './retention-notes.tsx';

/**
 * For the recipient: why the link shows nothing any more, and what to do.
 * @param renewable  whether a further link may be made
 */
export const gonePage = (link: CredentialLink, form: LinkFormProps, renewable: boolean): Page => ({
  title: 'Nothing left to show',
  status: 410,
  body: (
    <div class="panel narrow">
      <h1>This link has nothing left to show</h1>
      <Why link={link} />
      <CredentialFacts link={link} />
      <div class="bar">
        {renewable ? (
          <LinkForm {...form} action="renew">
            {link.state.status === 'revoked' ? 'Go to the newer link' : 'Make a new link'}
          </LinkForm>
        ) : null}
        {link.state.status === 'revealed' ? (
          <LinkForm {...form} action="report" look="danger">
            I did not open this
          </LinkForm>
        ) : null}
      </div>
      <p class="hint">
        {isStored(link)
          ? 'The password is in your vault, as you confirmed. If it is not, ask the engineer who runs the deployment at once.'
          : renewable
            ? `The password is kept safely. A new link is recorded, and a rotation has at most ${MOST_LINKS}.`
            : 'The password is kept safely, but no further link can be made from here. Ask the engineer who runs the deployment.'}
      </p>
    </div>
  ),
});

const isStored = ({ state }: CredentialLink) => state.status === 'revealed' && state.storedAt !== undefined;

const Why: FC<{ readonly link: CredentialLink }> = ({ link: { state, expiresAt } }) => {
  switch (state.status) {
    case 'revealed':
      return (
        <p class="notice busy">
          The password was shown to you <Instant at={state.at} relative />, at the address{' '}
          <span class="mono">
            <Foreign text={state.address} />
          </span>
          .
          {state.storedAt === undefined ? (
            ' If that was not you, say so below.'
          ) : (
            <>
              {' '}
              You stored it <Instant at={state.storedAt} />. <AfterStored deleteAt={state.deleteAt} />
            </>
          )}
        </p>
      );
    case 'revoked':
      return (
        <p class="notice busy">
          It was made worthless <Instant at={state.at} relative />:{' '}
          {state.renewedAs === undefined ? 'it was reported.' : 'a newer link took its place.'}
        </p>
      );
    case 'ready':
      return (
        <p class="notice busy">
          It expired <Instant at={new Date(expiresAt * 1000)} relative />, and nobody had opened it.
        </p>
      );
  }
};
