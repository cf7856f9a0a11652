import type { FC } from 'hono/jsx';
import type { Pause } from '../../domain/rotation/pause.ts';
import { isIn, type Rotation } from '../../domain/rotation/rotation.ts';
import type { UnderWay } from '../../usecases/cycle/under-way.ts';
import type { RotateNow } from '../../usecases/rotation/rotate-now.ts';
import type { Page } from '../pages.tsx';
import { statusWords } from '../words.ts';
import { accountPage, PauseNotice } from './account-page.tsx';
import { ActionForm, RequestField } from './action-form.tsx';
import { rotatePath } from './action-paths.ts';

export interface RotateForm {
  readonly rotation: Rotation;
  readonly csrfToken: string;
  /** Whether two technicians must approve it. */
  readonly twoPersons: boolean;
  readonly pause: Pause | undefined;
  readonly written?: string;
  readonly problem?: string;
  /** The name of a further cycle of the day, where one was written. */
  readonly request?: string | undefined;
}

/** What would follow, and the button. */
export const rotatePage = ({ rotation, csrfToken, twoPersons, pause, written, problem, request }: RotateForm): Page =>
  accountPage(
    { heading: 'Rotate this account now', rotation },
    <>
      <ul>
        <li>A cycle for this account alone is started. The account is read and judged as in every cycle.</li>
        <li>
          Its technicians are asked by mail. {twoPersons ? 'Two of them must approve' : 'One of them must approve'}; you
          may be one of them, unless it is your own account.
        </li>
        <li>Nothing is reset before that. If nobody approves in time, nothing is reset.</li>
      </ul>
      <PauseNotice pause={pause} />
      <ActionForm
        path={rotatePath(rotation)}
        csrfToken={csrfToken}
        button="Start the rotation"
        written={written}
        problem={problem}
      >
        {request === undefined ? null : <RequestField value={request} />}
      </ActionForm>
    </>,
  );

/** What became of it. */
export function rotateResultPage(rotation: Rotation, csrfToken: string, reason: string, result: RotateNow): Page {
  switch (result.outcome) {
    case 'started':
      return accountPage(
        { heading: 'The rotation is started', rotation },
        <>
          <p>Its technicians get a mail within some minutes. Nothing is reset before it is approved.</p>
          <CycleLink cycleId={result.cycleId} />
        </>,
      );
    case 'starting':
      return accountPage(
        { heading: 'It is being started already', rotation },
        <>
          <p>
            The same was asked for today, by you or by somebody else, and its cycle is not open yet. Nothing was started
            a second time. If the page below does not show it in five minutes, start it under a name:
          </p>
          <CycleLink cycleId={result.cycleId} />
          <Further rotation={rotation} csrfToken={csrfToken} reason={reason} />
        </>,
      );
    case 'of-today': {
      const { cycleId, status } = result.cycle;
      return accountPage(
        { heading: status === 'open' ? 'It is under way already' : 'There was one today already', rotation },
        <>
          <p>A cycle for this account alone was started today and is {status}. Nothing was started a second time.</p>
          <CycleLink cycleId={cycleId} />
          {status === 'open' ? null : <Further rotation={rotation} csrfToken={csrfToken} reason={reason} />}
        </>,
      );
    }
    case 'under-way':
      return accountPage(
        { heading: 'It is under way already', rotation, status: 409 },
        <>
          <p>{underWayWords(result.by)} Nothing was started.</p>
          <CycleLink cycleId={result.by.cycleId} />
        </>,
      );
    case 'no-schedule':
      return accountPage(
        { heading: 'Nothing was started', rotation, status: 409 },
        <p>
          The estate has no schedule for {result.class} accounts any more, so nobody can be asked. Tell the engineer who
          runs the deployment.
        </p>,
      );
  }
}

const Further: FC<{ readonly rotation: Rotation; readonly csrfToken: string; readonly reason: string }> = ({
  rotation,
  csrfToken,
  reason,
}) => (
  <>
    <h2>One more today?</h2>
    <p>A further cycle for the same account on the same day needs a name, so that two presses never start two.</p>
    <ActionForm path={rotatePath(rotation)} csrfToken={csrfToken} button="Start a further rotation" written={reason}>
      <RequestField />
    </ActionForm>
  </>
);

const CycleLink: FC<{ readonly cycleId: string }> = ({ cycleId }) => (
  <p>
    <a href={`/cycles/${cycleId}`}>Follow cycle {cycleId}</a>
  </p>
);

/** Why a further rotation does not begin. */
export function underWayWords({ cycleId, rotation }: UnderWay): string {
  if (rotation === undefined) return `Cycle ${cycleId} has just begun, and finds this account by itself.`;
  return isIn(rotation, 'uncertain')
    ? `The outcome of its rotation in cycle ${cycleId} is uncertain: no second password is made until that is settled.`
    : `Cycle ${cycleId} rotates this account. It is here: ${statusWords[rotation.state.status].text}.`;
}
