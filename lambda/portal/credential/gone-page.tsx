import type { FC } from 'hono/jsx';
import type { CredentialLink } from '../../domain/credential/link.ts';
import { MOST_LINKS } from '../../usecases/credential/credential-links.ts';
import { Foreign } from '../foreign.tsx';
import { Instant } from '../instant.tsx';
import type { Page } from '../pages.tsx';
import { CredentialFacts } from './credential-facts.tsx';
import { LinkForm, type LinkFormProps } from './link-form.tsx';
import { AfterStored } from './retention-notes.tsx';

/** How the recipient gets another link: makes one, asks for one, has asked, goes to the newer one, or not at all. */
export type NextLink = 'renew' | 'ask' | 'asked' | 'newer' | 'none';

const buttons: Readonly<Record<NextLink, string | undefined>> = {
  renew: 'Make a new link',
  ask: 'Ask for a new link',
  asked: undefined,
  newer: 'Go to the newer link',
  none: undefined,
};

/**
 * For the recipient: why the link shows nothing any more, and what to do.
 * @param reported  whether this link, or one before or after it, was reported
 */
export const gonePage = (
  link: CredentialLink,
  form: LinkFormProps,
  { next, reported }: { readonly next: NextLink; readonly reported: boolean },
): Page => ({
  title: 'Nothing left to show',
  status: 410,
  body: (
    <div class="panel narrow">
      <h1>This link has nothing left to show</h1>
      <Why link={link} reported={reported} />
      <CredentialFacts link={link} />
      <div class="bar">
        {buttons[next] === undefined ? null : (
          <LinkForm {...form} action="renew">
            {buttons[next]}
          </LinkForm>
        )}
        {reported || link.state.status === 'ready' ? null : (
          <LinkForm {...form} action="report" look="danger">
            I did not {link.state.status === 'revoked' ? 'ask for a newer link' : 'open this'}
          </LinkForm>
        )}
      </div>
      <p class="hint">{isStored(link) && !reported ? IN_VAULT : hints[reported ? 'reported' : next]}</p>
    </div>
  ),
});

const IN_VAULT =
  'The password is in your vault, as you confirmed. If it is not, ask the engineer who runs the deployment at once.';

const kept = `The password is kept safely. A new link is recorded, and a rotation has at most ${MOST_LINKS}.`;

const hints: Readonly<Record<NextLink | 'reported', string>> = {
  renew: kept,
  newer: kept,
  ask: `${kept} Another technician who decides for this tenant must agree to it.`,
  asked: 'You have asked for a new link. When another technician agrees, it comes by mail.',
  none: 'The password is kept safely, but no further link can be made from here. Ask the engineer who runs the deployment.',
  reported:
    'No link to this password works any more. Have the account rotated again: the new password gets a link of its own.',
};

const isStored = ({ state }: CredentialLink) => state.status === 'revealed' && state.storedAt !== undefined;

const Why: FC<{ readonly link: CredentialLink; readonly reported: boolean }> = ({
  link: { state, expiresAt },
  reported,
}) => {
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
          {state.renewedAs === undefined
            ? 'it was reported.'
            : reported
              ? 'a newer link took its place, which was reported.'
              : 'a newer link took its place.'}
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
