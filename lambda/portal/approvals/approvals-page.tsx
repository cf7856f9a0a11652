import type { FC } from 'hono/jsx';
import { counted } from '../../domain/text/counted.ts';
import { FactsOfTheDay } from '../facts-of-the-day.tsx';
import { Foreign } from '../foreign.tsx';
import { Instant } from '../instant.tsx';
import type { Page } from '../pages.tsx';
import { RequestedNote } from '../requested-note.tsx';
import { WordMeanings } from '../word-meanings.tsx';
import { AccountList } from './account-list.tsx';
import type { ApprovalsView } from './approvals-view.ts';
import { accountText, type ChoiceProblem, noChoices } from './choices.ts';
import { type Filter, queryOf, saysSomething } from './filter.ts';
import { FilterForm } from './filter-form.tsx';
import { type Part, partOf, partWith } from './parts.ts';
import { TenantGroups } from './tenant-groups.tsx';
import { askedTogether, togetherId } from './together-fields.tsx';
import { openQuestions } from './waiting-rotations.ts';

/** With more accounts than these, the first view shows tenants only. */
const FEW = 25;

export const approvalsPage = (view: ApprovalsView): Page => {
  const { approvals, filter, found, choices = noChoices, problems = [], nothingChosen = false } = view;
  const { cycleId } = approvals.cycle;
  const wrong = problems.length > 0 || nothingChosen;
  const all = approvals.tenants.reduce((sum, { open, others }) => sum + open.length + others.length, 0);
  // What is to be put right, or was chosen before, is shown wherever it stands.
  const [first] = [...problems.flatMap(({ account }) => account ?? []), ...choices.byAccount.values()];
  const part = partOf(found, (first && partWith(found, accountText(first))) ?? view.part);
  const isListed = saysSomething(filter) || all <= FEW || wrong || choices.byAccount.size > 0;
  return {
    title: wrong ? `Error: approvals of ${cycleId}` : `Approvals of ${cycleId}`,
    status: wrong ? 422 : 200,
    body: (
      <>
        <p class="breadcrumb">
          <a href={`/cycles/${cycleId}`}>Cycle {cycleId}</a>
        </p>
        <h1>Approvals of {cycleId}</h1>
        {wrong ? <ErrorSummary view={view} part={part} /> : null}
        <Introduction view={view} />
        {all <= FEW && !saysSomething(filter) ? null : <FilterForm approvals={approvals} filter={filter} />}
        {isListed ? (
          <>
            <Actions view={view} />
            <AccountList view={view} part={part} />
            <Parts filter={filter} part={part} />
          </>
        ) : (
          <>
            <Actions view={view} />
            <TenantGroups tenants={found} />
          </>
        )}
      </>
    ),
  };
};

const Introduction: FC<{ readonly view: ApprovalsView }> = ({ view: { approvals, filter, found } }) => {
  const waiting = openQuestions(approvals.tenants).length;
  const listed = openQuestions(found).length;
  if (waiting === 0) return <p class="lead">Nothing waits for your decision here.</p>;
  return (
    <>
      <p class="lead">
        {counted(waiting, 'password reset')} {waiting === 1 ? 'waits' : 'wait'} for you. Decide by{' '}
        <Instant at={approvals.cycle.decideBefore} relative />. If you do nothing, no password is changed.
      </p>
      <RequestedNote cycle={approvals.cycle} />
      <FactsOfTheDay about={approvals.cycle.class} />
      {saysSomething(filter) ? (
        <p role="status">
          {listed} of them {listed === 1 ? 'is' : 'are'} listed here.
        </p>
      ) : (
        <p>
          {approvals.cycle.class === 'admin'
            ? 'Whoever uses an account that you approve is signed out.'
            : 'Whatever signs in with an account that you approve stops working until it gets the new password.'}{' '}
          A rejection needs a reason. The next page shows your decisions once more before they count.
        </p>
      )}
      <WordMeanings />
    </>
  );
};

/** Deciding about all that are listed: the next page shows each of them, ticked, and takes the exceptions. */
const Actions: FC<{ readonly view: ApprovalsView }> = ({ view: { found, filter } }) => {
  const listed = openQuestions(found).length;
  if (listed < 2) return null;
  return (
    <p class="bar">
      <a class="button" href={queryOf(filter, { view: 'approve' })}>
        Approve all {listed}, with exceptions…
      </a>
      <a class="button second" href={queryOf(filter, { view: 'reject' })}>
        Reject all {listed}…
      </a>
    </p>
  );
};

const Parts: FC<{ readonly filter: Filter; readonly part: Part }> = ({ filter, part }) =>
  part.count === 1 ? null : (
    <nav aria-label="Parts of the list" class="bar">
      <span>
        Part {part.number} of {part.count}. What you choose counts for this part: review it before you go on.
      </span>
      {part.number > 1 ? <a href={queryOf(filter, { part: String(part.number - 1) })}>Part before</a> : null}
      {part.number < part.count ? <a href={queryOf(filter, { part: String(part.number + 1) })}>Next part</a> : null}
    </nav>
  );

/** Id of the first answer on the page, wherever its question stands: of one account, or of several together. */
function firstAnswerOf({ tenants }: Part): string | undefined {
  const [tenant] = tenants.filter(({ open }) => open.length > 0);
  const [question] = tenant?.open ?? [];
  if (tenant === undefined || question === undefined) return undefined;
  return `later-${askedTogether(tenant).length > 0 ? togetherId(tenant.tenant) : question.rotation.rotationId}`;
}

const ErrorSummary: FC<{ readonly view: ApprovalsView; readonly part: Part }> = ({
  view: { found, problems = [], choices = noChoices },
  part,
}) => {
  const questions = openQuestions(found);
  const nameOf = ({ account, together = false }: ChoiceProblem) => {
    const about = account && questions.find(({ rotation }) => accountText(rotation) === accountText(account))?.rotation;
    if (about === undefined) return 'Several accounts';
    return together ? `Accounts of ${about.tenantDisplayName}` : about.account.userPrincipalName;
  };
  const first = firstAnswerOf(part);
  return (
    <div class="notice bad" role="alert" tabindex={-1} data-focus aria-labelledby="problems">
      <h2 id="problems">There is a problem</h2>
      <ul>
        {problems.map((problem) => (
          <li>
            <a href={`#${problem.field}`}>
              <Foreign text={nameOf(problem)} />: {problem.message}
            </a>
          </li>
        ))}
        {problems.length === 0 && choices.byAccount.size === 0 && first !== undefined ? (
          <li>
            <a href={`#${first}`}>Approve or reject at least one account.</a>
          </li>
        ) : null}
      </ul>
    </div>
  );
};
