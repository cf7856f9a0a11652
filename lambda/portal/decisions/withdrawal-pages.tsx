import type { FC } from 'hono/jsx';
import { counted } from '../../domain/text/counted.ts';
import type { WithdrawalResult } from '../../usecases/approval/withdraw-decision.ts';
import { AccountName } from '../approvals/account-facts.tsx';
import { ReasonField } from '../approvals/choice-fields.tsx';
import { DecisionLine } from '../decision-line.tsx';
import { Foreign, ForeignSentence } from '../foreign.tsx';
import type { Page } from '../pages.tsx';
import { SkipList } from '../skip-list.tsx';
import type { DecidedAccount } from './decided-rotations.ts';
import { withdrawField } from './withdraw-field.ts';

/** Asks once more before approvals are taken back. */
export const askWithdrawalPage = (
  cycleId: string,
  chosen: readonly DecidedAccount[],
  { late, gone }: { readonly late: number; readonly gone: number },
  csrfToken: string,
): Page => ({
  title: `Withdraw ${counted(chosen.length, 'approval')}`,
  status: chosen.length === 0 ? 422 : 200,
  body: (
    <>
      <Back cycleId={cycleId} />
      <h1>Withdraw {counted(chosen.length, 'approval')}</h1>
      {late === 0 ? null : (
        <p class="notice busy">
          {late} of those you chose can not be withdrawn any more: their new passwords are stored, or they have ended.
        </p>
      )}
      <Gone gone={gone} />
      {chosen.length === 0 ? (
        <p class="lead">Nothing is left to withdraw. Nothing was changed.</p>
      ) : (
        <form method="post" action={`/cycles/${cycleId}/decisions`}>
          <input type="hidden" name="csrf" value={csrfToken} />
          <p class="lead">These accounts wait for a decision again, until the deadline. Nothing is reset before.</p>
          <SkipList to="confirm" items={chosen.length} />
          <fieldset class="panel ticks">
            <legend>Accounts</legend>
            <ul>
              {chosen.map(({ rotation }) => (
                <li>
                  <label>
                    <input type="checkbox" name={withdrawField(rotation)} value="yes" checked />
                    <span>
                      <AccountName account={rotation.account} /> <Foreign text={rotation.tenantDisplayName} />
                    </span>
                  </label>
                </li>
              ))}
            </ul>
          </fieldset>
          <ReasonField field="reason" value="" label="Reason (optional)" about="the withdrawal" />
          <button type="submit" id="confirm" name="step" value="confirm" class="danger">
            Withdraw what is ticked
          </button>
        </form>
      )}
    </>
  ),
});

export interface Withdrawn {
  readonly account: string;
  /** `undefined`: a service did not answer. */
  readonly result: WithdrawalResult | undefined;
}

/** What was taken back, and what it was too late for. */
export const withdrawnPage = (
  cycleId: string,
  results: readonly Withdrawn[],
  { left, gone }: { readonly left: number; readonly gone: number },
): Page => {
  const withdrawn = results.filter(({ result }) => result?.outcome === 'withdrawn').length;
  const others = results.filter(({ result }) => result?.outcome !== 'withdrawn');
  return {
    title: `${counted(withdrawn, 'approval')} withdrawn`,
    body: (
      <>
        <Back cycleId={cycleId} />
        <h1>{counted(withdrawn, 'approval')} withdrawn</h1>
        {left === 0 ? null : (
          <p class="notice busy">There was no time for {left} more: they still stand. Go back and withdraw them too.</p>
        )}
        <Gone gone={gone} />
        {others.length === 0 ? null : (
          <section class="panel" aria-labelledby="not-withdrawn">
            <h2 id="not-withdrawn">{others.length} not withdrawn</h2>
            <ul class="accounts">
              {others.map(({ result }) => (
                <li class="row">
                  <NotWithdrawn result={result} />
                </li>
              ))}
            </ul>
          </section>
        )}
        <p class="bar">
          <a class="button" href={`/cycles/${cycleId}/decisions`}>
            Back to your decisions
          </a>
          <a class="button second" href={`/cycles/${cycleId}/approvals`}>
            Approvals
          </a>
        </p>
      </>
    ),
  };
};

const Gone: FC<{ readonly gone: number }> = ({ gone }) =>
  gone === 0 ? null : (
    <p class="notice busy">
      {counted(gone, 'account')} that you chose {gone === 1 ? 'has' : 'have'} no decision that you could take back:
      somebody was first, or {gone === 1 ? 'it is' : 'they are'} not yours to decide.
    </p>
  );

const NotWithdrawn: FC<{ readonly result: WithdrawalResult | undefined }> = ({ result }) => {
  if (result === undefined)
    return <div>A service did not answer. Go back and look: withdrawing twice does no harm.</div>;
  if (result.outcome === 'withdrawn') return null;
  return (
    <>
      <div>{result.rotation === undefined ? 'An account' : <AccountName account={result.rotation.account} />}</div>
      <div>
        <ForeignSentence text={result.refusal.sentence} />{' '}
        {result.rotation === undefined ? null : <DecisionLine state={result.rotation.state} />}
      </div>
    </>
  );
};

const Back: FC<{ readonly cycleId: string }> = ({ cycleId }) => (
  <p class="breadcrumb">
    <a href={`/cycles/${cycleId}/decisions`}>Your decisions</a>
  </p>
);
