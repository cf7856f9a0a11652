import type { FC } from 'hono/jsx';
import { addressOf } from '../paging.tsx';

/**
 * The same table as a file. It is a link, since reading changes nothing (R7), and leads to what the page shows to this visitor. The answer says
 * that it is a file, and not the link (`download`): whose session has ended sees the way to sign in, and no file that holds a page.
 */
export const CsvLink: FC<{
  /** Path of the page, with its query if it has one. */
  readonly to: string;
  /** Fields of the address that choose the table. */
  readonly query?: Readonly<Record<string, string | undefined>>;
  readonly label?: string;
}> = ({ to, query = {}, label = 'Download as CSV' }) => {
  const [path = to, own = ''] = to.split('?');
  return (
    <p class="no-print">
      <a href={addressOf(path, { ...Object.fromEntries(new URLSearchParams(own)), ...query, format: 'csv' })}>
        {label}
      </a>
    </p>
  );
};
