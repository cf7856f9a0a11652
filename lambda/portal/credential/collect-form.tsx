import type { Child, FC } from 'hono/jsx';
import type { CollectFilter } from './collect-view.ts';

export type CollectAction = 'show' | 'stored' | 'renew' | 'report' | 'hand-over';

export const collectPath = (action: CollectAction): string => `/passwords/${action}`;

export interface CollectFormProps {
  readonly csrfToken: string;
  /** What the visitor was looking at: the answer shows the same part of the list. */
  readonly filter: CollectFilter;
}

/** A form of this page. Its buttons name the links, and the action where it is another one. */
export const CollectForm: FC<
  CollectFormProps & { readonly action: CollectAction; readonly class?: string; readonly children: Child }
> = ({ csrfToken, filter, action, class: name, children }) => (
  <form method="post" action={collectPath(action)} class={name}>
    <input type="hidden" name="csrf" value={csrfToken} />
    {filter.q === '' ? null : <input type="hidden" name="q" value={filter.q} />}
    {filter.tenant === '' ? null : <input type="hidden" name="tenant" value={filter.tenant} />}
    {children}
  </form>
);

/** A button that acts on some links. @param action  where it is not the form's */
export const LinksButton: FC<{
  readonly links: readonly string[];
  readonly action?: CollectAction;
  readonly look?: 'second' | 'danger' | 'quiet';
  readonly children: Child;
}> = ({ links, action, look, children }) => (
  <button
    type="submit"
    name="links"
    value={links.join(',')}
    class={look}
    formaction={action === undefined ? undefined : collectPath(action)}
  >
    {children}
  </button>
);
