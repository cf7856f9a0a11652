import type { Child, FC } from 'hono/jsx';
import type { Pause } from '../../domain/rotation/pause.ts';
import type { Rotation } from '../../domain/rotation/rotation.ts';
import { timelinePath } from '../cycles/timeline-path.ts';
import { Foreign, ForeignSentence } from '../foreign.tsx';
import { Instant } from '../instant.tsx';
import type { Page } from '../pages.tsx';

/** A page about one action on one account. */
export interface AccountPage {
  readonly heading: string;
  readonly rotation: Rotation;
  /** 200 if left out. */
  readonly status?: Page['status'];
}

/** Says which account it is about, above what the page has to say. */
export const accountPage = ({ heading, rotation, status = 200 }: AccountPage, children: Child): Page => ({
  title: heading,
  status,
  body: (
    <>
      <p class="breadcrumb">
        <a href={timelinePath(rotation)}>Back to the account</a>
      </p>
      <div class="panel narrow">
        <h1>{heading}</h1>
        <p class="lead">
          <Foreign text={rotation.account.userPrincipalName} /> in <Foreign text={rotation.tenantDisplayName} />
        </p>
        {children}
      </div>
    </>
  ),
});

/** That nothing is reset here for the time being. */
export const PauseNotice: FC<{ readonly pause: Pause | undefined }> = ({ pause }) =>
  pause === undefined ? null : (
    <p class="notice busy">
      <strong>Resets are paused here</strong> since <Instant at={pause.since} />:{' '}
      <ForeignSentence text={pause.reason} />. People are asked all the same; nothing is reset until the pause is ended.
    </p>
  );
