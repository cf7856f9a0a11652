import type { FC } from 'hono/jsx';
import { AccountName } from '../approvals/account-facts.tsx';
import { FirstVote } from '../approvals/first-vote.tsx';
import { StatusTag } from '../cycles/status-tag.tsx';
import { timelinePath } from '../cycles/timeline-path.ts';
import { DecisionLine } from '../decision-line.tsx';
import { Foreign } from '../foreign.tsx';
import type { Page } from '../pages.tsx';
import { SkipList } from '../skip-list.tsx';
import type { CycleDecisions, DecidedAccount } from './decided-rotations.ts';
import { Progress } from './progress.tsx';
import { withdrawField } from './withdraw-field.ts';

/** How many accounts a page lists one by one. */
const MOST_LISTED = 500;

export interface DecisionsView extends CycleDecisions {
  readonly by: 'me' | 'everybody';
  readonly csrfToken: string;
  /** From 1. */
  readonly part: number;
}

/** What was decided in a cycle: how far each account is, and which approvals can still be withdrawn. */
export const decisionsPage = ({ cycle: { cycleId }, decided, by, csrfToken, part }: DecisionsView): Page => {
  const path = `/cycles/${cycleId}/decisions`;
  const address = by === 'me' ? path : `${path}?by=everybody`;
  const parts = Math.max(1, Math.ceil(decided.length / MOST_LISTED));
  const shown = Math.min(part, parts);
  const listed = decided.slice((shown - 1) * MOST_LISTED, shown * MOST_LISTED);
  return {
    title: `Decisions of ${cycleId}`,
    body: (
      <>
        <p class="breadcrumb">
          <a href={`/cycles/${cycleId}/approvals`}>Approvals of {cycleId}</a>
        </p>
        <h1>{by === 'me' ? 'Your decisions' : 'Decisions of everybody'}</h1>
        <div class="panel totals-only" role="status" data-live={address}>
          <Progress decided={decided} />
        </div>
        <p class="bar">
          <a class="button second" href={address}>
            Load again
          </a>
          {by === 'me' ? (
            <a href={`${path}?by=everybody`}>Decisions of everybody</a>
          ) : (
            <a href={path}>Your decisions alone</a>
          )}
        </p>
        {decided.length === 0 ? (
          <p>Nothing is decided yet.</p>
        ) : (
          <Accounts listed={listed} path={path} csrfToken={csrfToken} />
        )}
        {parts === 1 ? null : (
          <nav aria-label="Parts of the list" class="bar">
            <span>
              Part {shown} of {parts}
            </span>
            {shown < parts ? <a href={`${path}?by=${by}&part=${shown + 1}`}>Next part</a> : null}
            {shown > 1 ? <a href={`${path}?by=${by}&part=${shown - 1}`}>Part before</a> : null}
          </nav>
        )}
      </>
    ),
  };
};

const Accounts: FC<{
  readonly listed: readonly DecidedAccount[];
  readonly path: string;
  readonly csrfToken: string;
}> = ({ listed, path, csrfToken }) => {
  const rows = (
    <ul class="accounts">
      {listed.map((each) => (
        <Row decided={each} />
      ))}
    </ul>
  );
  if (!listed.some((each) => each.mayWithdraw)) return <div class="panel">{rows}</div>;
  return (
    <form method="post" action={path} class="panel">
      <input type="hidden" name="csrf" value={csrfToken} />
      <p>
        An approval can be taken back until its new password is stored. Tick what you want to withdraw; the next page
        asks once more.
      </p>
      <SkipList to="ask" items={listed.length} />
      {rows}
      <div class="submit-bar">
        <button type="submit" id="ask" name="step" value="ask" class="danger">
          Withdraw what is ticked…
        </button>
      </div>
    </form>
  );
};

const Row: FC<{ readonly decided: DecidedAccount }> = ({ decided: { rotation, mayWithdraw } }) => {
  const { account, tenantDisplayName, state } = rotation;
  const name = (
    <>
      <AccountName account={account} />
      <span class="hint">
        <Foreign text={tenantDisplayName} />
      </span>
    </>
  );
  return (
    <li class="row">
      <div>
        {mayWithdraw ? (
          <label class="tick">
            <input type="checkbox" name={withdrawField(rotation)} value="yes" />
            <span>{name}</span>
          </label>
        ) : (
          name
        )}
      </div>
      <div>
        {state.status === 'awaiting-approval' ? (
          <FirstVote vote={state.first} />
        ) : (
          <>
            <StatusTag status={state.status} /> <DecisionLine state={state} />
          </>
        )}{' '}
        <a href={timelinePath(rotation)}>Timeline</a>
      </div>
    </li>
  );
};
