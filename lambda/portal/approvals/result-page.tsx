import type { FC } from 'hono/jsx';
import { counted } from '../../domain/text/counted.ts';
import { DecisionLine } from '../decision-line.tsx';
import { FactsOfTheDay } from '../facts-of-the-day.tsx';
import { Foreign, ForeignSentence } from '../foreign.tsx';
import type { Page } from '../pages.tsx';
import { AccountName } from './account-facts.tsx';
import { accountText, type Choice, type Choices, only } from './choices.ts';
import { HiddenChoices } from './hidden-fields.tsx';
import { LiveProgress } from './live-progress.tsx';
import type { Decided, Recorded } from './record-decisions.ts';

/** What was recorded, what was not and why, and what is left. */
export const resultPage = (cycleId: string, recorded: Recorded, choices: Choices, csrfToken: string): Page => {
  const { decided, left, sleeping } = recorded;
  const count = (which: (each: Decided) => boolean) => decided.filter(which).length;
  const firsts = count(({ result }) => result?.outcome === 'first-of-two');
  const approved = count(({ choice, result }) => choice.answer === 'approve' && result?.outcome === 'decided');
  const rejected = count(({ choice, result }) => choice.answer === 'reject' && result?.outcome === 'decided');
  const total = approved + rejected + firsts;
  const unanswered = decided.filter(({ result }) => result === undefined).map(({ choice }) => choice);
  const unseen = decided.filter(({ result }) => isUnseen(result)).map(({ choice }) => choice);
  const refused = decided.filter(({ result }) => result?.outcome === 'refused' && !isUnseen(result));
  const goOn = [...left, ...unanswered];
  return {
    title: `${counted(total, 'decision')} recorded`,
    body: (
      <>
        <p class="breadcrumb">
          <a href={`/cycles/${cycleId}/approvals`}>Approvals of {cycleId}</a>
        </p>
        <h1>
          {counted(total, 'decision')} recorded{goOn.length === 0 ? '' : `, ${goOn.length} left`}
        </h1>
        <p class="lead">
          {approved} approved, {rejected} rejected
          {firsts === 0 ? '' : `, ${firsts} approved as the first of two: a second technician must approve them too`}.{' '}
          {goOn.length + refused.length + unseen.length === 0 ? 'You can close this page. ' : ''}
          {approved === 0
            ? ''
            : 'When a password has been reset, you get a mail, and it waits under "Passwords to collect".'}
        </p>
        {goOn.length === 0 ? null : (
          <GoOn
            cycleId={cycleId}
            choices={only(choices, goOn.map(accountText))}
            unanswered={unanswered.length}
            csrfToken={csrfToken}
          />
        )}
        {unseen.length === 0 ? null : (
          <LookAgain cycleId={cycleId} choices={choices} accounts={unseen} csrfToken={csrfToken} />
        )}
        {refused.length === 0 ? null : <Refused refused={refused} />}
        {sleeping === 0 ? null : (
          <p class="notice quiet">
            {counted(sleeping, 'approved account starts', 'of them start')} within half an hour: there was no time to
            start
            {sleeping === 1 ? ' it' : ' them'} at once. You need do nothing.
          </p>
        )}
        {decided.some(isOfService) ? <FactsOfTheDay about="service" /> : null}
        {approved + firsts === 0 ? null : <LiveProgress cycleId={cycleId} />}
        <p class="bar">
          <a class="button second" href={`/cycles/${cycleId}/approvals`}>
            Back to the approvals
          </a>
          <a class="button second" href={`/cycles/${cycleId}`}>
            Follow the cycle
          </a>
        </p>
      </>
    ),
  };
};

const isOfService = ({ result }: Decided): boolean =>
  result !== undefined && result.outcome !== 'refused' && result.rotation.account.class === 'service';

const isUnseen = (result: Decided['result']): boolean =>
  result?.outcome === 'refused' && result.refusal.reason === 'first-not-seen';

/** What there was no time for, or no answer: the same choices again, and nothing else. */
const GoOn: FC<{
  readonly cycleId: string;
  readonly choices: Choices;
  readonly unanswered: number;
  readonly csrfToken: string;
}> = ({ cycleId, choices, unanswered, csrfToken }) => (
  <form method="post" action={`/cycles/${cycleId}/approvals`} class="notice busy">
    <h2>{choices.byAccount.size} left</h2>
    <p>
      {unanswered === 0
        ? 'There was no time to record these. Nothing of what you chose is lost.'
        : `A service did not answer for ${counted(unanswered, 'account')}. Nothing of what you chose is lost, and deciding twice does no harm.`}
    </p>
    <input type="hidden" name="csrf" value={csrfToken} />
    <HiddenChoices choices={choices} />
    <button type="submit" name="step" value="confirm">
      Go on: record the other {choices.byAccount.size}
    </button>
  </form>
);

/** The first of two technicians has spoken since the page was made: the second must see what was said. */
const LookAgain: FC<{
  readonly cycleId: string;
  readonly choices: Choices;
  readonly accounts: readonly Choice[];
  readonly csrfToken: string;
}> = ({ cycleId, choices, accounts, csrfToken }) => (
  <form method="post" action={`/cycles/${cycleId}/approvals`} class="notice busy">
    <h2>{accounts.length} to look at again</h2>
    <p>
      Meanwhile another technician has approved {accounts.length === 1 ? 'this account' : 'these accounts'} as the first
      of two, so nothing was recorded. See what was said before you are the second.
    </p>
    <input type="hidden" name="csrf" value={csrfToken} />
    <HiddenChoices choices={only(choices, accounts.map(accountText))} />
    <button type="submit" name="step" value="review">
      Review {accounts.length === 1 ? 'it' : 'them'} again
    </button>
  </form>
);

/** How many refused decisions a page lists one by one. */
const MOST_LISTED = 500;

const Refused: FC<{ readonly refused: readonly Decided[] }> = ({ refused }) => (
  <section class="panel" aria-labelledby="refused">
    <h2 id="refused">{refused.length} not recorded</h2>
    <ul class="accounts">
      {refused.slice(0, MOST_LISTED).map(({ result }) =>
        result?.outcome === 'refused' ? (
          <li>
            <div class="row">
              <div>
                {result.rotation === undefined ? (
                  'An account'
                ) : (
                  <>
                    <AccountName account={result.rotation.account} />
                    <div class="hint">
                      <Foreign text={result.rotation.tenantDisplayName} />
                    </div>
                  </>
                )}
              </div>
              <div>
                <ForeignSentence text={result.refusal.sentence} />{' '}
                {result.rotation === undefined ? null : <DecisionLine state={result.rotation.state} />}
              </div>
            </div>
          </li>
        ) : null,
      )}
    </ul>
    {refused.length > MOST_LISTED ? <p>And {refused.length - MOST_LISTED} more.</p> : null}
  </section>
);
