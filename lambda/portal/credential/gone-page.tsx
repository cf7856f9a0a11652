import type { FC } from 'hono/jsx';
import type { CredentialLink } from '../../domain/credential/link.ts';
import { Foreign } from '../foreign.tsx';
import { Instant } from '../instant.tsx';
import type { Page } from '../pages.tsx';
import { CredentialFacts } from './credential-facts.tsx';
import { LinkForm, type LinkFormProps } from './link-form.tsx';
import { AfterStored } from './retention-notes.tsx';

/**
 * For somebody who had the link: why it leads to nothing any more, and what to do.
 * @param reported  whether this link, or one before or after it, was reported
 */
export const gonePage = (link: CredentialLink, form: LinkFormProps, reported: boolean): Page => ({
  title: 'Nothing left to show',
  status: 410,
  body: (
    <div class="panel narrow">
      <h1>This link has nothing left to show</h1>
      <Why link={link} reported={reported} />
      <CredentialFacts link={link} />
      {reported ? null : (
        <div class="bar">
          <LinkForm {...form} action="report" look="danger">
            I did not {link.state.status === 'revoked' ? 'give it away' : 'open this'}
          </LinkForm>
        </div>
      )}
      <p class="hint">{reported ? REPORTED : isStored(link) ? IN_VAULT : KEPT}</p>
      <p>
        <a href="/passwords">See what waits for you</a>
      </p>
    </div>
  ),
});

const IN_VAULT =
  'The password is in your vault, as you confirmed. If it is not, ask the engineer who runs the deployment at once.';
const KEPT = 'The password is kept safely.';
const REPORTED =
  'No link to this password works any more. Have the account rotated again: the new password gets a link of its own.';

const isStored = ({ state }: CredentialLink) => state.status === 'revealed' && state.storedAt !== undefined;

const Why: FC<{ readonly link: CredentialLink; readonly reported: boolean }> = ({ link: { state }, reported }) => {
  if (state.status === 'revealed') {
    return (
      <p class="notice busy">
        The password was shown to you <Instant at={state.at} relative />, at the address{' '}
        <span class="mono">
          <Foreign text={state.address} />
        </span>
        .
        {state.storedAt === undefined ? null : (
          <>
            {' '}
            You stored it <Instant at={state.storedAt} />. <AfterStored deleteAt={state.deleteAt} />
          </>
        )}
      </p>
    );
  }
  if (state.status === 'ready') return null;
  return (
    <p class="notice busy">
      It was made worthless <Instant at={state.at} relative />:{' '}
      {state.supersededBy !== undefined ? (
        'the account was rotated again, and a later password took the place of this one.'
      ) : state.handedTo !== undefined ? (
        <>
          it was handed over to <Foreign text={state.handedTo.name} />
          {reported ? ', and was reported.' : '.'}
        </>
      ) : state.renewedAs === undefined ? (
        'it was reported.'
      ) : (
        `a newer link took its place${reported ? ', which was reported' : ''}.`
      )}
    </p>
  );
};
