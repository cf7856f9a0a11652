import type { FC } from 'hono/jsx';
import type { Retention } from '../../../config/estate.ts';
import type { CredentialLink } from '../../domain/credential/link.ts';
import { Foreign } from '../foreign.tsx';
import type { Page } from '../pages.tsx';
import { charactersOf, groupsOf } from './characters.ts';
import { LinkForm, type LinkFormProps } from './link-form.tsx';
import { BeforeStored } from './retention-notes.tsx';

/**
 * The one page that ever holds a password. With the script, hiding takes it out of the document (`data-conceal`), after a minute without
 * use too. It can come back, since who works in the vault's window for a while would lose the only view otherwise; after ten minutes
 * without use it cannot.
 */
export const shownPage = (
  link: CredentialLink,
  content: { readonly userPrincipalName: string; readonly password: string },
  form: LinkFormProps,
  retention: Retention,
): Page => ({
  title: 'Password shown once',
  body: (
    <div class="panel narrow">
      <h1>Store this password now</h1>
      <p>
        For{' '}
        <strong>
          <Foreign text={link.tenantDisplayName} />
        </strong>
        . This page does not come back: not by loading it again, not by the link.
      </p>
      <p class="print-only">Printing is off for this page.</p>
      <div class="never-print">
        <label for="user-name">User name</label>
        <div class="secret">
          <input
            type="text"
            class="field"
            id="user-name"
            value={content.userPrincipalName}
            readonly
            spellcheck={false}
            autocomplete="off"
          />
          <CopyButton field="user-name" copied="User name copied.">
            Copy user name
          </CopyButton>
        </div>
        <Secret password={content.password} />
        <p id="copy-status" role="status" class="muted"></p>
        <p class="hint">Your clipboard keeps what you copy. Clear it when the password is in the vault.</p>
        <BeforeStored retention={retention} />
        <div class="bar">
          <LinkForm {...form} action="stored">
            I have stored it
          </LinkForm>
        </div>
      </div>
    </div>
  ),
});

const CopyButton: FC<{ readonly field: string; readonly copied: string; readonly children: string }> = ({
  field,
  copied,
  children,
}) => (
  <button type="button" class="second" data-copy={field} data-copied={copied} hidden data-needs-script>
    {children}
  </button>
);

const Secret: FC<{ readonly password: string }> = ({ password }) => {
  const characters = charactersOf(password);
  return (
    <div data-secret translate="no">
      <label for="password">Password</label>
      <div class="secret">
        <input
          type="text"
          class="field"
          id="password"
          value={password}
          readonly
          data-conceal
          data-focus
          spellcheck={false}
          autocomplete="off"
          autocapitalize="none"
          aria-describedby="password-hint"
        />
        <CopyButton field="password" copied="Password copied.">
          Copy password
        </CopyButton>
        <button type="button" class="second" data-hide aria-pressed="false" hidden data-needs-script>
          Hide
        </button>
      </div>
      <p
        role="status"
        class="muted"
        data-hidden-note="The password is hidden, and can be copied. Press Hide once more to see it. It stays here for ten minutes."
        data-gone-note="The password is not on this page any more. If your vault does not have it yet, open the link again: there you can make a new one, which is recorded."
      ></p>
      <p id="password-hint" class="hint" data-conceal>
        {characters.length} characters. Below, in groups of four: <u>digits</u> are underlined, capitals and symbols are
        bold.
      </p>
      <div class="glyphs" data-conceal aria-hidden="true">
        {groupsOf(characters).map((group) => (
          <span>
            {group.map(({ text, kind }) => (
              <span class={kind}>{text}</span>
            ))}
          </span>
        ))}
      </div>
      <details data-conceal>
        <summary>Character by character</summary>
        <ol class="characters">
          {characters.map(({ spoken }) => (
            <li>{spoken}</li>
          ))}
        </ol>
      </details>
    </div>
  );
};
