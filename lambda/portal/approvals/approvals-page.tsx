import type { FC } from 'hono/jsx';
import type { Rotation } from '../../domain/rotation/rotation.ts';
import { counted } from '../../domain/text/counted.ts';
import { StatusTag } from '../cycles/status-tag.tsx';
import { DecisionLine } from '../decision-line.tsx';
import { Foreign } from '../foreign.tsx';
import { Instant } from '../instant.tsx';
import type { Page } from '../pages.tsx';
import { AccountFacts, AccountName } from './account-facts.tsx';
import { ChoiceFields, reasonId } from './choice-fields.tsx';
import type { ChoiceProblem, Choices } from './choices.ts';
import { type CycleApprovals, onOnePage, openRotations, type TenantApprovals } from './waiting-rotations.ts';

export interface ApprovalsForm {
  readonly approvals: CycleApprovals;
  readonly choices: Choices;
  readonly csrfToken: string;
  readonly problems: readonly ChoiceProblem[];
  /** Whether the form was sent without a single decision. */
  readonly nothingChosen: boolean;
}

export const approvalsPage = (form: ApprovalsForm): Page => {
  const { approvals, problems, nothingChosen, csrfToken } = form;
  const { cycleId } = approvals.cycle;
  const waiting = openRotations(approvals).length;
  const { tenants, more } = onOnePage(approvals);
  const wrong = problems.length > 0 || nothingChosen;
  return {
    title: wrong ? `Error: approvals of ${cycleId}` : `Approvals of ${cycleId}`,
    status: wrong ? 422 : 200,
    body: (
      <>
        <p class="breadcrumb">
          <a href={`/cycles/${cycleId}`}>Cycle {cycleId}</a>
        </p>
        <h1>Approvals of {cycleId}</h1>
        {wrong ? <ErrorSummary form={form} /> : null}
        <Introduction approvals={approvals} waiting={waiting} />
        {more === 0 ? null : (
          <p class="notice busy">
            This page offers the first {waiting - more} of them. The other {more} follow when these are decided.
          </p>
        )}
        {waiting === 0 ? (
          tenants.map((tenant) => <TenantGroup tenant={tenant} form={form} />)
        ) : (
          <form method="post" action={`/cycles/${cycleId}/approvals`} novalidate>
            <input type="hidden" name="csrf" value={csrfToken} />
            {tenants.map((tenant) => (
              <TenantGroup tenant={tenant} form={form} />
            ))}
            <div class="submit-bar">
              <p role="status" data-count hidden data-needs-script></p>
              <button type="submit" name="step" value="review">
                Review decisions
              </button>
            </div>
          </form>
        )}
      </>
    ),
  };
};

const Introduction: FC<{ readonly approvals: CycleApprovals; readonly waiting: number }> = ({ approvals, waiting }) =>
  waiting === 0 ? (
    <p class="lead">Nothing waits for your decision here.</p>
  ) : (
    <>
      <p class="lead">
        {counted(waiting, 'password reset')} {waiting === 1 ? 'waits' : 'wait'} for you. Decide by{' '}
        <Instant at={approvals.cycle.decideBefore} relative />. If you do nothing, no password is changed.
      </p>
      <p>
        {approvals.cycle.class === 'admin'
          ? 'Whoever uses an account that you approve is signed out.'
          : 'Whatever signs in with an account that you approve stops working until it gets the new password.'}{' '}
        A rejection needs a reason. The next page shows your decisions once more before they count.
      </p>
    </>
  );

const ErrorSummary: FC<{ readonly form: ApprovalsForm }> = ({ form: { approvals, problems } }) => {
  const first = openRotations(approvals)[0];
  return (
    <div class="notice bad" role="alert" tabindex={-1} data-focus aria-labelledby="problems">
      <h2 id="problems">There is a problem</h2>
      <ul>
        {problems.map(({ rotationId, userPrincipalName, message }) => (
          <li>
            <a href={`#${reasonId(rotationId)}`}>
              <Foreign text={userPrincipalName} />: {message}
            </a>
          </li>
        ))}
        {problems.length === 0 && first !== undefined ? (
          <li>
            <a href={`#later-${first.rotationId}`}>Approve or reject at least one account.</a>
          </li>
        ) : null}
      </ul>
    </div>
  );
};

const TenantGroup: FC<{ readonly tenant: TenantApprovals; readonly form: ApprovalsForm }> = ({ tenant, form }) => {
  const heading = `tenant-${tenant.tenantId}`;
  return (
    <section class="panel" data-group aria-labelledby={heading}>
      <div class="head">
        <h2 id={heading}>
          <Foreign text={tenant.displayName} />
        </h2>
        {tenant.open.length > 1 ? <SetAll tenant={tenant} /> : null}
      </div>
      <ul class="accounts">
        {tenant.open.map((rotation) => (
          <li>
            <ChoiceFields
              rotation={rotation}
              choices={form.choices}
              problem={form.problems.find(({ rotationId }) => rotationId === rotation.rotationId)}
            />
          </li>
        ))}
        {tenant.own.map((rotation) => (
          <OwnAccount rotation={rotation} />
        ))}
        {tenant.decided.map((rotation) => (
          <DecidedAccount rotation={rotation} />
        ))}
      </ul>
    </section>
  );
};

/** Sets the radios of one tenant and never sends anything. Needs the script; without it there are only the radios. */
const SetAll: FC<{ readonly tenant: TenantApprovals }> = ({ tenant }) => (
  <fieldset class="set-all bar" hidden data-needs-script>
    <legend class="visually-hidden">
      Set all of <Foreign text={tenant.displayName} />
    </legend>
    <span aria-hidden="true">Set all {tenant.open.length} to</span>
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

const OwnAccount: FC<{ readonly rotation: Rotation }> = ({ rotation }) => (
  <li>
    <div class="row">
      <div>
        <AccountName account={rotation.account} />
        <AccountFacts account={rotation.account} id={`facts-${rotation.rotationId}`} />
      </div>
      <p class="notice quiet">This is your own account. Somebody else must decide about it.</p>
    </div>
  </li>
);

const DecidedAccount: FC<{ readonly rotation: Rotation }> = ({ rotation }) => (
  <li>
    <div class="row">
      <div>
        <AccountName account={rotation.account} />
      </div>
      <div>
        {rotation.state.status === 'awaiting-approval' ? (
          'The deadline has passed: its password stays as it is.'
        ) : (
          <>
            <StatusTag status={rotation.state.status} /> <DecisionLine state={rotation.state} />
          </>
        )}
      </div>
    </div>
  </li>
);
