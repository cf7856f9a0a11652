import { type CredentialLink, recipientOf } from '../../domain/credential/link.ts';
import { Foreign } from '../foreign.tsx';
import type { Page } from '../pages.tsx';
import { CredentialFacts } from './credential-facts.tsx';
import { LinkForm, type LinkFormProps } from './link-form.tsx';

/** For another technician: whether the recipient shall have a further link. It shows no password, and none is for this visitor. */
export const agreePage = (link: CredentialLink, form: LinkFormProps): Page => ({
  title: `New link for ${recipientOf(link).name}`,
  body: (
    <div class="panel narrow">
      <h1>
        <Foreign text={recipientOf(link).name} /> asks for a new link
      </h1>
      <CredentialFacts link={link} />
      <p class="notice busy">
        The link before {link.state.status === 'revealed' ? 'was opened' : 'expired'}. Ask{' '}
        <Foreign text={recipientOf(link).name} /> by another way than mail whether this is so: somebody else may act in
        that name.
      </p>
      <div class="bar">
        <LinkForm {...form} action="renew">
          Agree to a new link
        </LinkForm>
        <LinkForm {...form} action="report" look="danger">
          Report it
        </LinkForm>
      </div>
      <p class="hint">“Report it” makes every link to this password worthless and alerts the team.</p>
    </div>
  ),
});
