import type { Child, FC } from 'hono/jsx';
import { LONGEST_REASON } from '../../domain/audit/reason.ts';

export interface ActionFormProps {
  /** Where the form is sent. */
  readonly path: string;
  readonly csrfToken: string;
  readonly button: string;
  /** What was written before, and what is wrong with it. */
  readonly written?: string | undefined;
  readonly problem?: string | undefined;
  /** Tells the fields of several forms on one page apart. */
  readonly id?: string;
  /** Further fields. */
  readonly children?: Child;
}

/** The form of an action: its reason, and the one button that does it. */
export const ActionForm: FC<ActionFormProps> = ({
  path,
  csrfToken,
  button,
  written = '',
  problem,
  id = '',
  children,
}) => (
  <form method="post" action={path}>
    <input type="hidden" name="csrf" value={csrfToken} />
    {children}
    <p>
      <label for={`reason${id}`}>Why? It is recorded, and shown to those who are asked.</label>
    </p>
    {problem === undefined ? null : (
      <p class="field-error" id={`reason${id}-error`}>
        {problem}
      </p>
    )}
    <p>
      <input
        type="text"
        id={`reason${id}`}
        name="reason"
        value={written}
        maxlength={LONGEST_REASON}
        autocomplete="off"
        required
        aria-invalid={problem === undefined ? undefined : 'true'}
        aria-describedby={problem === undefined ? undefined : `reason${id}-error`}
        data-focus={problem === undefined ? undefined : ''}
      />
    </p>
    <p class="bar">
      <button type="submit">{button}</button>
    </p>
  </form>
);

/** Tells a further cycle from the one that there is today. */
export const RequestField: FC<{ readonly value?: string | undefined }> = ({ value = '' }) => (
  <>
    <p>
      <label for="request">A name for this further cycle, such as "second phone lost"</label>
    </p>
    <p>
      <input type="text" id="request" name="request" value={value} maxlength={100} autocomplete="off" required />
    </p>
  </>
);
