import type { Child, FC } from 'hono/jsx';
import { charactersOf, groupsOf } from './characters.ts';

/** Copies a field, where there is script. */
export const CopyButton: FC<{
  readonly field: string;
  readonly copied: string;
  readonly focus?: boolean;
  readonly children: Child;
}> = ({ field, copied, focus, children }) => (
  <button
    type="button"
    class="second"
    data-copy={field}
    data-copied={copied}
    data-focus={focus === true ? '' : undefined}
    hidden
    data-needs-script
  >
    {children}
  </button>
);

/** A field that holds a password. With the script, hiding takes it out of the document. */
export const PasswordField: FC<{ readonly id: string; readonly password: string; readonly label?: string }> = ({
  id,
  password,
  label,
}) => (
  <input
    type="text"
    class="field"
    id={id}
    value={password}
    readonly
    data-conceal
    spellcheck={false}
    autocomplete="off"
    autocapitalize="none"
    translate="no"
    aria-label={label}
  />
);

/** A password as it is read out: in groups, and character by character. */
export const Glyphs: FC<{ readonly password: string }> = ({ password }) => {
  const characters = charactersOf(password);
  return (
    <div data-conceal translate="no">
      <p class="hint">
        {characters.length} characters. Below, in groups of four: <u>digits</u> are underlined, capitals and symbols are
        bold.
      </p>
      <div class="glyphs" aria-hidden="true">
        {groupsOf(characters).map((group) => (
          <span>
            {group.map(({ text, kind }) => (
              <span class={kind}>{text}</span>
            ))}
          </span>
        ))}
      </div>
      <details>
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

/** Hides what is shown, and says what hiding does. */
export const HideButton: FC = () => (
  <button type="button" class="second" data-hide aria-pressed="false" hidden data-needs-script>
    Hide
  </button>
);

export const HiddenNote: FC = () => (
  <p
    role="status"
    class="muted"
    data-hidden-note="What was shown is hidden, and can be copied. Press Hide once more to see it. It stays here for ten minutes."
    data-gone-note="What was shown is not on this page any more. What your vault does not have yet can be shown again from your list, which is recorded."
  ></p>
);

/** What the page cannot do. */
export const ClipboardNote: FC = () => (
  <p class="hint">
    Your clipboard keeps what you copy, and this page cannot clear it: copy something else, or clear it, when the vault
    has the password. What you or your browser saves elsewhere, this page cannot take back.
  </p>
);
