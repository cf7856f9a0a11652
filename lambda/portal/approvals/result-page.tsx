import type { FC } from 'hono/jsx';
import type { Rotation } from '../../domain/rotation/rotation.ts';
import { counted } from '../../domain/text/counted.ts';
import type { DecisionResult } from '../../usecases/approval/decide-rotation.ts';
import { DecisionLine } from '../decision-line.tsx';
import { Foreign, ForeignSentence } from '../foreign.tsx';
import type { Page } from '../pages.tsx';
import { AccountName } from './account-facts.tsx';
import type { Answer } from './choices.ts';

export interface Decided {
  readonly rotation: Rotation;
  readonly answer: Exclude<Answer, 'later'>;
  /** `undefined`: it could not be recorded just now. */
  readonly result: DecisionResult | undefined;
}

/** The result of each decision. */
export const resultPage = (cycleId: string, results: readonly Decided[]): Page => {
  const recorded = results.filter(({ result }) => result !== undefined && result.outcome !== 'refused').length;
  const others = results.length - recorded;
  return {
    title: `${counted(recorded, 'decision')} recorded`,
    body: (
      <>
        <h1>{counted(recorded, 'decision')} recorded</h1>
        <p class="lead">
          {others === 0
            ? 'You can close this page.'
            : `${counted(others, 'decision was', 'decisions were')} not recorded: see below why.`}{' '}
          When a password has been reset, you get a mail with a link to collect it.
        </p>
        <div class="panel">
          <ul class="accounts">
            {results.map((decided) => (
              <ResultRow decided={decided} />
            ))}
          </ul>
        </div>
        <p class="bar">
          <a class="button" href={`/cycles/${cycleId}`}>
            Follow the cycle
          </a>
          <a class="button second" href={`/cycles/${cycleId}/approvals`}>
            Back to the approvals
          </a>
        </p>
      </>
    ),
  };
};

const ResultRow: FC<{ readonly decided: Decided }> = ({ decided: { rotation, answer, result } }) => (
  <li>
    <div class="row">
      <div>
        <AccountName account={rotation.account} />
        <div class="hint">
          <Foreign text={rotation.tenantDisplayName} />
        </div>
      </div>
      <div>
        <Result answer={answer} result={result} />
      </div>
    </div>
  </li>
);

const Result: FC<Omit<Decided, 'rotation'>> = ({ answer, result }) => {
  if (result?.outcome === 'decided') {
    const approved = answer === 'approve';
    return <span class={`tag ${approved ? 'good' : 'quiet'}`}>{approved ? 'Approved' : 'Rejected'}</span>;
  }
  if (result?.outcome === 'first-of-two') {
    return <span class="tag quiet">Approved by you: a second technician must approve it too</span>;
  }
  return (
    <>
      <span class="tag bad">Not recorded</span>{' '}
      {result === undefined ? (
        'A service did not answer. Go back and decide again.'
      ) : (
        <ForeignSentence text={result.refusal.sentence} />
      )}{' '}
      {result?.rotation === undefined ? null : <DecisionLine state={result.rotation.state} />}
    </>
  );
};
