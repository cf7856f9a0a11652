import type { FC } from 'hono/jsx';
import type { Retention } from '../../../config/estate.ts';
import type { CredentialContent } from '../../domain/credential/credential-content.ts';
import type { CredentialLink } from '../../domain/credential/link.ts';
import { Foreign } from '../foreign.tsx';
import { CollectForm, type CollectFormProps } from './collect-form.tsx';
import { BeforeStored } from './retention-notes.tsx';
import { ClipboardNote, CopyButton, Glyphs, HiddenNote, HideButton, PasswordField } from './secret-field.tsx';

/** A password that this answer, and no other, holds. */
export interface Shown {
  readonly link: CredentialLink;
  readonly content: CredentialContent;
}

export interface ShownProps {
  readonly form: CollectFormProps;
  readonly referenceOf: (link: CredentialLink) => string;
  /** References of what the button for the next shows; empty: nothing waits any more. */
  readonly next: readonly string[];
  readonly retention: Retention;
}

/**
 * One password, shown once. With the script, hiding takes it out of the document (`data-conceal`), after a minute without use too. It can
 * come back, since who works in the vault's window for a while would lose the only view otherwise; after ten minutes without use it cannot.
 */
export const ShownPanel: FC<ShownProps & { readonly shown: Shown }> = ({
  shown,
  form,
  referenceOf,
  next,
  retention,
}) => {
  const { link, content } = shown;
  return (
    <section class="panel" aria-labelledby="shown">
      <h2 id="shown">Store this password now</h2>
      <p>
        For{' '}
        <strong>
          <Foreign text={link.tenantDisplayName} />
        </strong>
        . It is shown this once: it does not come back by loading the page again.
      </p>
      <p class="print-only">Printing is off for passwords.</p>
      <div class="never-print" data-secret>
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
        <label for="password">Password</label>
        <div class="secret">
          <PasswordField id="password" password={content.password} />
          <CopyButton field="password" copied="Password copied." focus>
            Copy password
          </CopyButton>
          <HideButton />
        </div>
        <p id="copy-status" role="status" class="muted"></p>
        <HiddenNote />
        <Dependants link={link} />
        <StoredForm {...{ form, next }} links={[referenceOf(link)]} what="it" />
        <Glyphs password={content.password} />
        <ClipboardNote />
        <BeforeStored retention={retention} />
      </div>
    </section>
  );
};

/** Says that passwords are in the vault, and goes on to the next ones in the same press. */
export const StoredForm: FC<{
  readonly form: CollectFormProps;
  readonly links: readonly string[];
  readonly next: readonly string[];
  readonly what: string;
}> = ({ form, links, next, what }) => (
  <CollectForm {...form} action="stored" class="bar">
    <input type="hidden" name="links" value={links.join(',')} />
    {next.length === 0 ? null : (
      <button type="submit" name="next" value={next.join(',')}>
        I have stored {what}: show the next{next.length === 1 ? '' : ` ${next.length}`}
      </button>
    )}
    <button type="submit" class={next.length === 0 ? undefined : 'second'}>
      I have stored {what}
    </button>
  </CollectForm>
);

/** What stops working until somebody tells it the new password. */
export const Dependants: FC<{ readonly link: CredentialLink }> = ({ link: { dependants = [] } }) =>
  dependants.length === 0 ? null : (
    <div class="notice busy">
      <p>Tell the new password to what depends on the account:</p>
      <ul>
        {dependants.map((each) => (
          <li>
            <Foreign text={each} />
          </li>
        ))}
      </ul>
    </div>
  );
