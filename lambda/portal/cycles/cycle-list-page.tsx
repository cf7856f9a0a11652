import type { FC } from 'hono/jsx';
import type { Cycle } from '../../domain/cycle/cycle.ts';
import { Instant } from '../instant.tsx';
import type { Page } from '../pages.tsx';
import { outcomeWords } from '../words.ts';
import { CycleTags } from './status-tag.tsx';

export const cycleListPage = (cycles: readonly Cycle[]): Page => ({
  title: 'Cycles',
  body: (
    <>
      <h1>Cycles</h1>
      {cycles.length === 0 ? (
        <p class="lead">No cycle has run yet. The first one starts when its schedule says so.</p>
      ) : (
        <div class="panel">
          <table class="stacked">
            <caption class="visually-hidden">Cycles, newest first</caption>
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
    </>
  ),
});

const CycleRow: FC<{ readonly cycle: Cycle }> = ({ cycle }) => (
  <tr>
    <th scope="row">
      <a href={`/cycles/${cycle.cycleId}`}>{cycle.cycleId}</a>
    </th>
    <td>
      <CycleTags cycle={cycle} />
    </td>
    <td data-label="Opened">
      <Instant at={cycle.openedAt} />
    </td>
    <td data-label="Decide by">{cycle.dryRun ? 'nothing to decide' : <Instant at={cycle.decideBefore} />}</td>
    <td data-label="Outcome">{cycle.totals === undefined ? 'not closed yet' : outcomeWords(cycle, cycle.totals)}</td>
  </tr>
);
