import type { FC } from 'hono/jsx';

/** With fewer, the keyboard is as fast through the list. */
const MANY = 25;

/** Past a long list, for the keyboard: its button stands behind hundreds of fields. @param to  id of the button */
export const SkipList: FC<{ readonly to: string; readonly items: number }> = ({ to, items }) =>
  items <= MANY ? null : (
    <p class="no-print">
      <a href={`#${to}`}>Skip the list of {items}</a>
    </p>
  );
