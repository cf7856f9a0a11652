import type { FC } from 'hono/jsx';

/** Part of a list that is too long for one page. */
export interface Part<T> {
  readonly items: readonly T[];
  /** Begins with 1. */
  readonly page: number;
  readonly pages: number;
  /** Length of the whole list. */
  readonly total: number;
}

/**
 * @param wanted  as it stands in the address; whatever is no page of the list, is the nearest one
 * @param size  items on a page
 */
export function partOf<T>(list: readonly T[], wanted: string | undefined, size: number): Part<T> {
  const pages = Math.max(1, Math.ceil(list.length / size));
  const number = wanted !== undefined && /^\d{1,6}$/.test(wanted) ? Number(wanted) : 1;
  const page = Math.min(pages, Math.max(1, number));
  return { items: list.slice((page - 1) * size, page * size), page, pages, total: list.length };
}

/** Where the rest of a list is. Nothing, where the list has one page. */
export const Pager: FC<{
  readonly part: Pick<Part<unknown>, 'page' | 'pages' | 'total'>;
  /** What is listed, such as `Accounts`. */
  readonly label: string;
  readonly path: string;
  /** Further fields of the address. */
  readonly query?: Readonly<Record<string, string | undefined>>;
}> = ({ part: { page, pages, total }, label, path, query = {} }) => {
  if (pages === 1) return null;
  const address = (number: number) => addressOf(path, { ...query, page: number === 1 ? undefined : String(number) });
  return (
    <nav class="pager" aria-label={`Pages of ${label.toLowerCase()}`}>
      <p>
        {label}: page {page} of {pages}, {total} in all
      </p>
      <ul>
        {page > 1 ? (
          <li>
            <a class="button second" href={address(page - 1)} rel="prev">
              Previous page
            </a>
          </li>
        ) : null}
        {page < pages ? (
          <li>
            <a class="button second" href={address(page + 1)} rel="next">
              Next page
            </a>
          </li>
        ) : null}
      </ul>
    </nav>
  );
};

/** A path with the fields that have a value. */
export function addressOf(path: string, query: Readonly<Record<string, string | undefined>>): string {
  const given = Object.entries(query).flatMap(([name, value]) =>
    value === undefined || value === '' ? [] : [[name, value]],
  );
  return given.length === 0 ? path : `${path}?${new URLSearchParams(given).toString()}`;
}
