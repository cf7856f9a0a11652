import type { FC } from 'hono/jsx';
import type { Retention } from '../../../config/estate.ts';
import type { Cycle } from '../../domain/cycle/cycle.ts';
import { leftOutLines } from '../../domain/cycle/left-out.ts';
import { counted } from '../../domain/text/counted.ts';
import { FactsOfTheDay } from '../facts-of-the-day.tsx';
import { ForeignSentence } from '../foreign.tsx';
import { Instant } from '../instant.tsx';
import { RequestedNote } from '../requested-note.tsx';
import { classWords, outcomeWords } from '../words.ts';

/** What a cycle is about, when it was opened and by whom, until when people may decide, and how it ended. */
export const CycleDates: FC<{
  readonly cycle: Cycle;
  readonly retention: Retention;
  /** Whether the totals of the whole estate, and why it was started by hand, are for this reader. */
  readonly whole: boolean;
}> = ({ cycle, retention, whole }) => (
  <>
    <dl class="pairs">
      <dt>Accounts</dt>
      <dd>{classWords(cycle.class)}</dd>
      <dt>Opened</dt>
      <dd>
        <Instant at={cycle.openedAt} />
      </dd>
      {cycle.dryRun ? null : (
        <>
          <dt>Decide by</dt>
          <dd>
            <Instant at={cycle.decideBefore} relative={cycle.status === 'open'} />
          </dd>
        </>
      )}
      {cycle.closedAt === undefined ? null : (
        <>
          <dt>Closed</dt>
          <dd>
            <Instant at={cycle.closedAt} />
          </dd>
        </>
      )}
      {cycle.failure === undefined ? null : (
        <>
          <dt>Failed</dt>
          <dd>
            <ForeignSentence text={cycle.failure} />
          </dd>
        </>
      )}
      {cycle.leftOut === undefined || !whole ? null : (
        <>
          <dt>Tenants left out</dt>
          <dd>
            {leftOutLines(cycle.leftOut).map((line) => (
              <p>
                <ForeignSentence text={line} />
              </p>
            ))}
          </dd>
        </>
      )}
      {cycle.totals === undefined || !whole ? null : (
        <>
          <dt>Whole estate</dt>
          <dd>
            When it was closed: {counted(cycle.totals.tenants, 'tenant')} ({cycle.totals.tenantsFailed} failed),{' '}
            {counted(cycle.totals.accountsSeen, 'account')} seen, {outcomeWords(cycle, cycle.totals)}
          </dd>
        </>
      )}
    </dl>
    {whole ? <RequestedNote cycle={cycle} /> : null}
    <FactsOfTheDay about={cycle.class} />
    {retention.credentials === 'keep' || cycle.dryRun ? null : (
      <p class="muted">
        Passwords are deleted here {counted(retention.days, 'day')} after a technician confirmed that the vault has
        them. Each account's timeline tells when.
      </p>
    )}
  </>
);
