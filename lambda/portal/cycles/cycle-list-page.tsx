import type { FC } from 'hono/jsx';
import type { Cycle } from '../../domain/cycle/cycle.ts';
import { Instant } from '../instant.tsx';
import type { Page } from '../pages.tsx';
import { addressOf } from '../paging.tsx';
import { classWords, outcomeWords } from '../words.ts';
import { CycleTags } from './status-tag.tsx';

/** A part of the list of cycles. */
export interface CycleList {
  readonly cycles: readonly Cycle[];
  /** The list goes on after its last one. */
  readonly hasMore: boolean;
  /** It begins with the newest of all. */
  readonly isFirst: boolean;
}

export const cycleListPage = ({ cycles, hasMore, isFirst }: CycleList): Page => ({
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
                <th scope="col">Outcome</th>
              </tr>
            </thead>
            <tbody>
              {cycles.map((cycle) => (
                <CycleRow cycle={cycle} />
              ))}
            </tbody>
          </table>
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
              <a class="button second" rel="next" href={addressOf('/cycles', { before: cycles.at(-1)?.cycleId })}>
                Older cycles
              </a>
            </li>
          ) : null}
        </ul>
      </nav>
    </>
  ),
});

const CycleRow: FC<{ readonly cycle: Cycle }> = ({ cycle }) => (
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
    <td data-label="Outcome">
      <Outcome cycle={cycle} />
    </td>
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
