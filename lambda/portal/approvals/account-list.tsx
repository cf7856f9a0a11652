import type { FC } from 'hono/jsx';
import type { Rotation } from '../../domain/rotation/rotation.ts';
import { CarriedOutFrom } from '../carried-out-from.tsx';
import { StatusTag } from '../cycles/status-tag.tsx';
import { DecisionLine } from '../decision-line.tsx';
import { Foreign, ForeignSentence } from '../foreign.tsx';
import { SkipList } from '../skip-list.tsx';
import { AccountFacts, AccountName } from './account-facts.tsx';
import type { ApprovalsView } from './approvals-view.ts';
import { ChoiceFields } from './choice-fields.tsx';
import { accountText, type Choices, noChoices, only, reasonField, togetherReasonField } from './choices.ts';
import { queryOf } from './filter.ts';
import { FirstVote } from './first-vote.tsx';
import { HiddenChoices } from './hidden-fields.tsx';
import type { Part } from './parts.ts';
import { askedTogether, TogetherFields } from './together-fields.tsx';
import { openQuestions, type Question, type TenantApprovals } from './waiting-rotations.ts';

/** Accounts with the question about each, tenant by tenant; what is decided comes last and is not asked about. */
export const AccountList: FC<{ readonly view: ApprovalsView; readonly part: Part }> = ({ view, part }) => {
  const { approvals, filter, decided, csrfToken, choices = noChoices } = view;
  const asks = part.tenants.some(({ open }) => open.length > 0);
  const groups = part.tenants.map((tenant) => <TenantSection tenant={tenant} view={view} />);
  return (
    <>
      {asks ? (
        <form method="post" action={`/cycles/${approvals.cycle.cycleId}/approvals`} novalidate>
          <input type="hidden" name="csrf" value={csrfToken} />
          <input type="hidden" name="filter" value={queryOf(filter, ofPart(part))} />
          <SkipList to="review" items={openQuestions(part.tenants).length} />
          <HiddenChoices choices={notShown(choices, part)} />
          {groups}
          <div class="submit-bar">
            <p role="status" data-count hidden data-needs-script></p>
            <p class="hint keys" hidden data-needs-script>
              Within an account: <kbd>a</kbd> approve, <kbd>r</kbd> reject, <kbd>n</kbd> next
            </p>
            <button type="submit" id="review" name="step" value="review">
              Review decisions
            </button>
          </div>
        </form>
      ) : (
        groups
      )}
      {decided.length === 0 ? null : <Decided rotations={decided} />}
      {groups.length + decided.length === 0 ? <p>No account is like that.</p> : null}
    </>
  );
};

/** Of a long list the answer to a form shows the part that was sent. */
const ofPart = ({ number }: Part): Readonly<Record<string, string>> => (number === 1 ? {} : { part: String(number) });

/** What was chosen about accounts of other parts, or before the filter was set: it is not lost, and the review shows it. */
function notShown(choices: Choices, { tenants }: Part): Choices {
  const shown = new Set(openQuestions(tenants).map(({ rotation }) => accountText(rotation)));
  return only(
    choices,
    [...choices.byAccount.keys()].filter((account) => !shown.has(account)),
  );
}

const TenantSection: FC<{ readonly tenant: TenantApprovals; readonly view: ApprovalsView }> = ({ tenant, view }) => {
  const heading = `tenant-${tenant.tenant.tenantId}`;
  const { choices = noChoices, problems = [] } = view;
  const together = askedTogether(tenant);
  const problemOf = (field: string) => problems.find((each) => each.field === field);
  return (
    <section class="panel" data-group aria-labelledby={heading}>
      <div class="head">
        <h2 id={heading}>
          <Foreign text={tenant.tenant.displayName} />
        </h2>
        {tenant.open.length > 1 ? <SetAll tenant={tenant} /> : null}
      </div>
      {tenant.open.length === 0 ? null : (
        <CarriedOutFrom rotation={{ tenantId: tenant.tenant.tenantId, emergency: view.approvals.cycle.emergency }} />
      )}
      <ul class="accounts">
        {together.length === 0 ? null : (
          <li>
            <TogetherFields
              tenant={tenant.tenant}
              questions={together}
              choices={choices}
              problem={problemOf(togetherReasonField(tenant.tenant.tenantId))}
            />
          </li>
        )}
        {tenant.open
          .filter((question) => !together.includes(question))
          .map((question) => (
            <li>
              <ChoiceFields question={question} choices={choices} problem={problemOf(reasonField(question.rotation))} />
            </li>
          ))}
        {tenant.others.map((question) => (
          <NotByYou question={question} />
        ))}
      </ul>
    </section>
  );
};

/** Sets the radios of one tenant and never sends anything. Needs the script; without it there is "approve all" above. */
const SetAll: FC<{ readonly tenant: TenantApprovals }> = ({ tenant: { tenant, open } }) => (
  <fieldset class="set-all bar" hidden data-needs-script>
    <legend class="visually-hidden">
      Set all of <Foreign text={tenant.displayName} />
    </legend>
    <span aria-hidden="true">Set all {open.length} to</span>
    <button type="button" class="second" data-set-all="approve">
      Approve
    </button>
    <button type="button" class="second" data-set-all="reject">
      Reject
    </button>
    <button type="button" class="second" data-set-all="later">
      Later
    </button>
  </fieldset>
);

const NotByYou: FC<{ readonly question: Question }> = ({
  question: { rotation, first, twoPersons, notByYou = '' },
}) => (
  <li>
    <div class="row">
      <div>
        <AccountName account={rotation.account} />
        <AccountFacts account={rotation.account} id={`facts-${rotation.rotationId}`} twoPersons={twoPersons} />
        <FirstVote vote={first} />
      </div>
      <p class="notice quiet">
        <ForeignSentence text={notByYou} />
      </p>
    </div>
  </li>
);

/** @param rotations  in the order of their tenants */
const Decided: FC<{ readonly rotations: readonly Rotation[] }> = ({ rotations }) => (
  <section class="panel" aria-labelledby="decided">
    <h2 id="decided">Decided</h2>
    <ul class="accounts">
      {rotations.map(({ account, tenantDisplayName, state }) => (
        <li>
          <div class="row">
            <div>
              <AccountName account={account} />
              <div class="hint">
                <Foreign text={tenantDisplayName} />
              </div>
            </div>
            <div>
              {state.status === 'awaiting-approval' ? (
                'The deadline has passed: its password stays as it is.'
              ) : (
                <>
                  <StatusTag status={state.status} /> <DecisionLine state={state} />
                </>
              )}
            </div>
          </div>
        </li>
      ))}
    </ul>
  </section>
);
