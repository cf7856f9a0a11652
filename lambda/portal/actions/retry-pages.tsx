import type { Pause } from '../../domain/rotation/pause.ts';
import { isIn, type Rotation } from '../../domain/rotation/rotation.ts';
import type { RetryNow } from '../../usecases/rotation/retry-now.ts';
import { timelinePath } from '../cycles/timeline-path.ts';
import { ForeignSentence } from '../foreign.tsx';
import type { Page } from '../pages.tsx';
import { statusWords } from '../words.ts';
import { accountPage, PauseNotice } from './account-page.tsx';
import { ActionForm } from './action-form.tsx';
import { retryPath, rotatePath } from './action-paths.ts';

export interface RetryForm {
  readonly rotation: Rotation;
  readonly csrfToken: string;
  readonly pause: Pause | undefined;
  /** Why it cannot be tried again; left out: it can. */
  readonly refusal?: string | undefined;
  readonly written?: string;
  readonly problem?: string;
}

/** What would follow, and the button; or why there is none. */
export function retryPage({ rotation, csrfToken, pause, refusal, written, problem }: RetryForm): Page {
  if (refusal !== undefined) return nothingToRetryPage(rotation, refusal);
  return accountPage(
    { heading: 'Try this rotation again', rotation },
    <>
      <p>
        {isIn(rotation, 'uncertain')
          ? 'The same stored password is sent once more: whichever attempt took effect, Entra holds that password then.'
          : 'A new password is made and the account is reset, with the approval that this rotation has.'}{' '}
        The account is read again right before, and what must not be rotated is not.
      </p>
      <PauseNotice pause={pause} />
      <ActionForm
        path={retryPath(rotation)}
        csrfToken={csrfToken}
        button="Try it again"
        written={written}
        problem={problem}
      />
    </>,
  );
}

/** What became of it. */
export function retryResultPage(rotation: Rotation, result: RetryNow): Page {
  if (result.outcome === 'refused') return nothingToRetryPage(rotation, result.sentence);
  return accountPage(
    { heading: result.outcome === 'started' ? 'It is tried again' : 'It is being tried already', rotation },
    <>
      <p>
        {result.outcome === 'started'
          ? 'What happens is on the page of the account, within some minutes.'
          : 'The same was asked for in the last minutes, by you or by somebody else. Nothing was started a second time.'}
      </p>
      <p>
        <a href={timelinePath(rotation)}>Follow it there</a>
      </p>
    </>,
  );
}

const nothingToRetryPage = (rotation: Rotation, sentence: string): Page =>
  accountPage(
    { heading: 'Nothing to retry', rotation, status: 409 },
    <>
      <p>
        <ForeignSentence text={portalWords(rotation, sentence)} />
      </p>
      {isIn(rotation, 'uncertain') ? null : (
        <p>
          <a href={rotatePath(rotation)}>Rotate this account now</a>, with an approval of its own
        </p>
      )}
    </>,
  );

/** The rule speaks to the command line, and of states as rows have them. */
const portalWords = ({ state }: Rotation, sentence: string): string =>
  sentence
    .replace(/^This rotation is [a-z-]+:/, `This rotation is at "${statusWords[state.status].text}":`)
    .replace('`rotation start` begins a new one', '"Rotate this account now" begins a new one')
    .replace('say so with `rotation resolve`', 'have an engineer say so with `rotation resolve`');
