import type { FC } from 'hono/jsx';
import type { Cycle } from '../../domain/cycle/cycle.ts';
import { Instant } from '../instant.tsx';
import type { Page } from '../pages.tsx';
import { addressOf } from '../paging.tsx';
import { CsvLink } from '../tables/csv-link.tsx';
import { classWords, outcomeWords } from '../words.ts';
import { CycleTags } from './status-tag.tsx';

/** A part of the list of cycles. */
export interface CycleList {
  readonly cycles: readonly Cycle[];
  /** Id of the last one that was looked at, whether it is shown or not. */
  readonly last: string | undefined;
  /** The list goes on after its last one. */
  readonly hasMore: boolean;
  /** It begins with the newest of all. */
  readonly isFirst: boolean;
  /** Whether the totals of the whole estate are shown. */
  readonly whole: boolean;
}

export const cycleListPage = ({ cycles, last, hasMore, isFirst, whole }: CycleList): Page => ({
  title: 'Cycles',
  body: (
    <>
      <h1>Cycles</h1>
      {cycles.length === 0 ? (
        <p class="lead">
          {isFirst
            ? 'No cycle has run yet. The first one starts when its schedule says so.'
            : 'There are no older ones.'}
        </p>
      ) : (
        <div class="panel">
          <table class="stacked">
            <caption class="visually-hidden">Cycles, the one that was opened last first</caption>
            <thead>
              <tr>
                <th scope="col">Cycle</th>
                <th scope="col">State</th>
                <th scope="col">Opened</th>
                <th scope="col">Decide by</th>
                {whole ? <th scope="col">Outcome</th> : null}
              </tr>
            </thead>
            <tbody>
              {cycles.map((cycle) => (
                <CycleRow cycle={cycle} whole={whole} />
              ))}
            </tbody>
          </table>
          <CsvLink to="/cycles" />
        </div>
      )}
      <nav class="pager" aria-label="Pages of cycles">
        <ul>
          {isFirst ? null : (
            <li>
              <a class="button second" href="/cycles">
                Newest cycles
              </a>
            </li>
          )}
          {hasMore ? (
            <li>
              <a class="button second" rel="next" href={addressOf('/cycles', { before: last })}>
                Older cycles
              </a>
            </li>
          ) : null}
        </ul>
      </nav>
    </>
  ),
});

const CycleRow: FC<{ readonly cycle: Cycle; readonly whole: boolean }> = ({ cycle, whole }) => (
  <tr>
    <th scope="row">
      <a href={`/cycles/${cycle.cycleId}`}>{cycle.cycleId}</a>
      <span class="account-display">{classWords(cycle.class)}</span>
    </th>
    <td>
      <CycleTags cycle={cycle} />
    </td>
    <td data-label="Opened">
      <Instant at={cycle.openedAt} />
    </td>
    <td data-label="Decide by">{cycle.dryRun ? 'nothing to decide' : <Instant at={cycle.decideBefore} />}</td>
    {whole ? (
      <td data-label="Outcome">
        <Outcome cycle={cycle} />
      </td>
    ) : null}
  </tr>
);

const Outcome: FC<{ readonly cycle: Cycle }> = ({ cycle }) => {
  const { totals } = cycle;
  if (totals === undefined) return <>not closed yet</>;
  const isBad = totals.failed + totals.uncertain + totals.tenantsFailed > 0;
  return (
    <>
      {isBad ? <strong>{outcomeWords(cycle, totals)}</strong> : outcomeWords(cycle, totals)}
      {totals.tenantsFailed > 0 ? `, ${totals.tenantsFailed} of ${totals.tenants} tenants failed` : ''}
    </>
  );
};
