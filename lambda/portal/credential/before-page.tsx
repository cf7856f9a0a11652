import type { CredentialLink } from '../../domain/credential/link.ts';
import { Instant } from '../instant.tsx';
import type { Page } from '../pages.tsx';
import { CredentialFacts } from './credential-facts.tsx';
import { LinkForm, type LinkFormProps } from './link-form.tsx';

/** Before the one view: what will be shown, and that it is shown once. */
export const beforePage = (link: CredentialLink, form: LinkFormProps): Page => ({
  title: `Password of ${link.userPrincipalName}`,
  body: (
    <div class="panel narrow">
      <h1>Collect a password</h1>
      <CredentialFacts link={link} />
      <p class="notice busy">
        It is shown <strong>once, to you only</strong>, until <Instant at={new Date(link.expiresAt * 1000)} relative />.
        Have your password vault open.
      </p>
      <div class="bar">
        <LinkForm {...form} action="reveal">
          Show password
        </LinkForm>
        <LinkForm {...form} action="report" look="second">
          I did not ask for this
        </LinkForm>
      </div>
      <p class="hint">“I did not ask for this” makes the link worthless and alerts the team.</p>
    </div>
  ),
});
