import type { Child, FC } from 'hono/jsx';

/** What a page at the address of one credential link needs to make its forms. */
export interface LinkFormProps {
  readonly locator: string;
  readonly csrfToken: string;
}

export type LinkAction = 'report' | 'renew';

/** One button, as a form of its own. Nothing about a link happens without pressing one. */
export const LinkForm: FC<
  LinkFormProps & { readonly action: LinkAction; readonly look?: 'second' | 'danger'; readonly children: Child }
> = ({ locator, csrfToken, action, look, children }) => (
  <form method="post" action={`/c/${encodeURIComponent(locator)}/${action}`}>
    <input type="hidden" name="csrf" value={csrfToken} />
    <button type="submit" class={look}>
      {children}
    </button>
  </form>
);
