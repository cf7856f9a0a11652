import type { FC } from 'hono/jsx';
import { globalAdministratorWords } from '../../domain/accounts/held-global-administrator.ts';
import { counted } from '../../domain/text/counted.ts';
import { CarriedOutFrom } from '../carried-out-from.tsx';
import { Foreign, ForeignSentence } from '../foreign.tsx';
import { Instant } from '../instant.tsx';
import type { Page } from '../pages.tsx';
import { SkipList } from '../skip-list.tsx';
import { ReasonField } from './choice-fields.tsx';
import { type Answer, type ChoiceProblem, decisionField, reasonField, reasonForManyField } from './choices.ts';
import { queryOf } from './filter.ts';
import type { Review, ReviewedChoice } from './review.ts';
import { isAdministrator } from './waiting-rotations.ts';

/**
 * Shows the decisions once more, each account with a tick: only what is shown and ticked is sent, so that no account can be decided that
 * nobody saw. Everything is checked again when it is confirmed.
 *
 * @param notice  why the page is shown again, in a sentence
 */
export const reviewPage = (
  review: Review,
  csrfToken: string,
  { problems = [], notice }: { readonly problems?: readonly ChoiceProblem[]; readonly notice?: string } = {},
): Page => {
  const { cycleId, filter, tenants, gone, more } = review;
  const all = tenants.flatMap(({ chosen }) => chosen);
  const title = `Review ${counted(all.length, 'decision')}`;
  return {
    title: problems.length > 0 ? `Error: ${title}` : title,
    status: problems.length > 0 ? 422 : 200,
    body: (
      <>
        <p class="breadcrumb">
          <a href={`/cycles/${cycleId}/approvals${queryOf(filter)}`}>Approvals of {cycleId}</a>
        </p>
        <h1>{title}</h1>
        {notice === undefined ? null : (
          <p class="notice busy" role="status">
            {notice}
          </p>
        )}
        {problems.length === 0 ? null : (
          <div class="notice bad" role="alert" tabindex={-1} data-focus>
            {problems.map(({ field, message }) => (
              <p>
                <a href={`#${field}`}>{message}</a>
              </p>
            ))}
          </div>
        )}
        {gone === 0 ? null : (
          <p class="notice quiet">
            {counted(gone, 'account')} that you chose {gone === 1 ? 'does' : 'do'} not wait for you any more:{' '}
            <a href={`/cycles/${cycleId}/approvals?status=decided`}>see how they were decided</a>.
          </p>
        )}
        {more === 0 ? null : (
          <p class="notice busy">
            This page shows the first {all.length}. The other {more} follow when these are decided.
          </p>
        )}
        {all.length === 0 ? (
          <p class="lead">Nothing is left to decide here.</p>
        ) : (
          <ReviewForm review={review} all={all} csrfToken={csrfToken} problems={problems} />
        )}
      </>
    ),
  };
};

const ReviewForm: FC<{
  readonly review: Review;
  readonly all: readonly ReviewedChoice[];
  readonly csrfToken: string;
  readonly problems: readonly ChoiceProblem[];
}> = ({ review, all, csrfToken, problems }) => {
  const { cycleId, filter, choices } = review;
  const of = (answer: Answer) => all.filter(({ choice }) => choice.answer === answer);
  const problemOf = (field: string) => problems.find((each) => each.field === field);
  return (
    <>
      <p class="lead">
        {of('approve').length} to approve, {of('reject').length} to reject. Take the tick from what you want to leave
        for later.
      </p>
      {of('approve').length === 0 ? null : <Consequences approved={of('approve')} />}
      <form method="post" action={`/cycles/${cycleId}/approvals`} novalidate>
        <input type="hidden" name="csrf" value={csrfToken} />
        <input type="hidden" name="filter" value={queryOf(filter)} />
        <SkipList to="confirm" items={all.length} />
        {(['approve', 'reject'] as const).map((answer) =>
          of(answer).length === 0 ? null : (
            <>
              <Ticks answer={answer} review={review} />
              <ReasonField
                field={reasonForManyField(answer)}
                value={choices.reasonFor[answer]}
                label={answer === 'approve' ? 'Reason for all approvals (optional)' : 'Reason for all rejections'}
                about="those that have none of their own"
                problem={problemOf(reasonForManyField(answer))}
              />
            </>
          ),
        )}
        <div class="submit-bar">
          <p role="status" data-ticked hidden data-needs-script></p>
          <div class="bar">
            <button type="submit" id="confirm" name="step" value="confirm">
              Confirm what is ticked
            </button>
            <button type="submit" name="step" value="edit" class="second">
              Back
            </button>
          </div>
        </div>
      </form>
    </>
  );
};

const Consequences: FC<{ readonly approved: readonly ReviewedChoice[] }> = ({ approved }) => {
  const administrators = approved.filter(({ question }) => isAdministrator(question)).length;
  const firsts = approved.filter(({ question }) => question.twoPersons && question.first === undefined).length;
  const services = approved.filter(({ question }) => question.rotation.account.class === 'service').length;
  const resets = approved.length - firsts;
  return (
    <div class="notice busy">
      <p>
        {resets === 0 ? null : (
          <>
            {counted(resets, 'password is', 'passwords are')} reset after your confirmation. People who use these
            accounts are signed out.{' '}
          </>
        )}
        {services === 0
          ? null
          : `${counted(services, 'service account')} among them: what signs in with the old password stops until it gets the new one. Have it at hand. `}
        {firsts === 0
          ? null
          : `${firsts} ${firsts === 1 ? 'needs' : 'need'} a second technician: until then nothing is reset there. `}
      </p>
      {administrators === 0 ? null : (
        <p>
          <strong>{counted(administrators, 'Global Administrator')} among them</strong>, first in the list of each
          tenant. Tell whoever works with them now.
        </p>
      )}
    </div>
  );
};

const headings = { approve: 'Approve', reject: 'Reject' } as const;

const Ticks: FC<{ readonly answer: Answer; readonly review: Review }> = ({
  answer,
  review: { tenants, emergency },
}) => (
  <>
    {tenants.map(({ tenant, chosen }) => {
      const these = chosen.filter(({ choice }) => choice.answer === answer);
      return these.length === 0 ? null : (
        <fieldset class="panel ticks">
          <legend>
            {headings[answer]} {these.length} of <Foreign text={tenant.displayName} />
          </legend>
          {answer === 'approve' ? <CarriedOutFrom rotation={{ tenantId: tenant.tenantId, emergency }} /> : null}
          <ul>
            {these.map((each) => (
              <Tick {...each} />
            ))}
          </ul>
        </fieldset>
      );
    })}
  </>
);

/** As short as it can be: there may be 5,000 of them. */
const Tick: FC<ReviewedChoice> = ({ question, choice }) => {
  const { rotation, twoPersons, first } = question;
  const { userPrincipalName, displayName, dependants = [] } = rotation.account;
  const administrator = globalAdministratorWords(rotation.account);
  return (
    <li>
      <label>
        <input type="checkbox" name={decisionField(choice)} value={choice.second ? 'second' : choice.answer} checked />
        <span>
          <b>
            <Foreign text={userPrincipalName} />
          </b>{' '}
          <Foreign text={displayName} />
          {administrator === undefined ? null : <span class="tag busy">{administrator}</span>}
          {twoPersons && first === undefined && choice.answer === 'approve' ? (
            <span class="tag">Needs a second technician</span>
          ) : null}
          {first === undefined ? null : (
            <small>
              Approved by <Foreign text={first.by.name} />, <Instant at={first.at} />
              {first.reason === undefined ? '' : ': '}
              {first.reason === undefined ? null : (
                <q>
                  <ForeignSentence text={first.reason} />
                </q>
              )}
            </small>
          )}
          {dependants.length === 0 ? null : (
            <small>
              May break: <ForeignSentence text={dependants.join('; ')} />
            </small>
          )}
          {choice.reason === '' ? null : (
            <small>
              Your reason:{' '}
              <q>
                <ForeignSentence text={choice.reason} />
              </q>
            </small>
          )}
        </span>
      </label>
      {choice.reason === '' ? null : <input type="hidden" name={reasonField(choice)} value={choice.reason} />}
    </li>
  );
};
