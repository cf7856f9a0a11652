import type { FC } from 'hono/jsx';
import type { Rotation } from '../../domain/rotation/rotation.ts';
import { counted } from '../../domain/text/counted.ts';
import { Foreign, ForeignSentence } from '../foreign.tsx';
import type { Page } from '../pages.tsx';
import { AccountName } from './account-facts.tsx';
import { type Choices, choiceFor, decisionField, reasonField } from './choices.ts';
import { type CycleApprovals, openRotations } from './waiting-rotations.ts';

export interface Review {
  readonly approvals: CycleApprovals;
  readonly choices: Choices;
  readonly csrfToken: string;
}

/** Shows the decisions once more. They travel in hidden fields, and are checked again when they are confirmed. */
export const confirmPage = ({ approvals, choices, csrfToken }: Review): Page => {
  const { cycleId } = approvals.cycle;
  const rotations = openRotations(approvals);
  const chosen = (answer: 'approve' | 'reject') =>
    rotations.filter(({ rotationId }) => choiceFor(choices, rotationId).answer === answer);
  const approved = chosen('approve');
  const rejected = chosen('reject');
  const decisions = approved.length + rejected.length;
  return {
    title: `Review ${counted(decisions, 'decision')}`,
    body: (
      <>
        <h1>Review {counted(decisions, 'decision')}</h1>
        <p class="lead">
          {approved.length} approved, {rejected.length} rejected, {rotations.length - decisions} left for later.
        </p>
        {approved.length === 0 ? null : <Consequences rotations={approved} />}
        <ChosenList heading="Approve" rotations={approved} choices={choices} />
        <ChosenList heading="Reject" rotations={rejected} choices={choices} />
        <form method="post" action={`/cycles/${cycleId}/approvals`}>
          <input type="hidden" name="csrf" value={csrfToken} />
          {[...approved, ...rejected].map(({ rotationId }) => (
            <>
              <input type="hidden" name={decisionField(rotationId)} value={choiceFor(choices, rotationId).answer} />
              <input type="hidden" name={reasonField(rotationId)} value={choiceFor(choices, rotationId).reason} />
            </>
          ))}
          <div class="bar">
            <button type="submit" name="step" value="confirm">
              Confirm {counted(decisions, 'decision')}
            </button>
            <button type="submit" name="step" value="edit" class="second">
              Back
            </button>
          </div>
        </form>
      </>
    ),
  };
};

const Consequences: FC<{ readonly rotations: readonly Rotation[] }> = ({ rotations }) => {
  const globalAdministrators = rotations.filter(({ account }) => account.globalAdministrator);
  return (
    <>
      <div class="notice busy">
        <p>
          {counted(rotations.length, 'password changes', 'passwords change')} within minutes of your confirmation.
          People using these accounts are signed out; services that still use an old password stop.
        </p>
      </div>
      {globalAdministrators.length === 0 ? null : (
        <div class="notice bad">
          <h2>{counted(globalAdministrators.length, 'Global Administrator')} among them</h2>
          <p>
            Make sure that somebody can still sign in with another Global Administrator or a break-glass account of the
            tenant.
          </p>
          <ul>
            {globalAdministrators.map(({ account, tenantDisplayName }) => (
              <li>
                <Foreign text={account.userPrincipalName} /> (<Foreign text={tenantDisplayName} />)
              </li>
            ))}
          </ul>
        </div>
      )}
    </>
  );
};

const ChosenList: FC<{
  readonly heading: string;
  readonly rotations: readonly Rotation[];
  readonly choices: Choices;
}> = ({ heading, rotations, choices }) =>
  rotations.length === 0 ? null : (
    <section class="panel" aria-labelledby={`chosen-${heading}`}>
      <h2 id={`chosen-${heading}`}>
        {heading} {rotations.length}
      </h2>
      <ul class="accounts">
        {rotations.map(({ rotationId, account, tenantDisplayName }) => (
          <li>
            <div class="row">
              <div>
                <AccountName account={account} />
              </div>
              <div>
                <Foreign text={tenantDisplayName} />
                {choiceFor(choices, rotationId).reason === '' ? null : (
                  <q class="account-display">
                    <ForeignSentence text={choiceFor(choices, rotationId).reason} />
                  </q>
                )}
              </div>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
