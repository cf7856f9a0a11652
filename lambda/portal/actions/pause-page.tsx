import type { FC } from 'hono/jsx';
import type { EstateTenant } from '../../../config/estate.ts';
import type { Pause } from '../../domain/rotation/pause.ts';
import type { Actor } from '../../domain/rotation/rotation.ts';
import type { Pausing } from '../../usecases/rotation/pausing.ts';
import { Foreign, ForeignSentence } from '../foreign.tsx';
import { Instant } from '../instant.tsx';
import { Notice } from '../notices.tsx';
import type { Page } from '../pages.tsx';
import { ActionForm } from './action-form.tsx';
import { pausePath } from './action-paths.ts';

export interface PauseForm {
  readonly tenant: EstateTenant;
  readonly csrfToken: string;
  /** The pause of this very tenant. */
  readonly own: Pause | undefined;
  /** Pauses of everything, or of a class, which hold here too. */
  readonly wider: readonly Pause[];
  /** What is paused in one cycle: by the customer's contact, or by ours. */
  readonly inCycles: readonly (Pause & { readonly cycleId: string })[];
  readonly written?: string;
  readonly problem?: string;
  /** The cycle whose stop was to be ended, where `problem` is about that form. */
  readonly problemOf?: string;
}

/** Whether resets are paused in a tenant, and the button that changes it. */
export const pausePage = ({
  tenant,
  csrfToken,
  own,
  wider,
  inCycles,
  written,
  problem,
  problemOf,
}: PauseForm): Page => {
  const step = own === undefined ? 'pause' : 'resume';
  const heading = own === undefined ? `Pause ${tenant.displayName}` : `${tenant.displayName} is paused`;
  return {
    title: heading,
    body: (
      <Notice heading={heading}>
        {own === undefined ? (
          <p>
            No password of this tenant is reset while the pause is on, whatever is approved: within a minute, in running
            cycles too. A reset that has begun is finished. People are asked all the same.
          </p>
        ) : (
          <p>
            Since <Instant at={own.since} />, by <Foreign text={nameOf(own.by)} />:{' '}
            <ForeignSentence text={own.reason} />. When you end the pause, resets that wait go on within half an hour.
          </p>
        )}
        {wider.map((each) => (
          <p class="notice busy">
            {each.scope.of === 'class' ? `Resets of ${each.scope.class} accounts are` : 'All resets are'} paused too,
            since <Instant at={each.since} />: <ForeignSentence text={each.reason} />. Only the command line ends that.
          </p>
        ))}
        <ActionForm
          path={pausePath(tenant.tenantId)}
          csrfToken={csrfToken}
          button={own === undefined ? 'Pause this tenant' : 'Resume'}
          {...(problemOf === undefined ? { written, problem } : {})}
        >
          <input type="hidden" name="step" value={step} />
        </ActionForm>
        {inCycles.map((each, place) => (
          <InCycle
            pause={each}
            tenant={tenant}
            csrfToken={csrfToken}
            place={place}
            {...(each.cycleId === problemOf ? { written, problem } : {})}
          />
        ))}
      </Notice>
    ),
  };
};

/** It may be ended by whoever decides for the tenant; what a contact has stopped after a call to the customer, which the reason tells of. */
const InCycle: FC<{
  readonly pause: PauseForm['inCycles'][number];
  readonly tenant: EstateTenant;
  readonly csrfToken: string;
  readonly place: number;
  readonly written?: string | undefined;
  readonly problem?: string | undefined;
}> = ({ pause: { cycleId, since, until, by, reason }, tenant, csrfToken, place, written, problem }) => (
  <section class="notice busy" aria-labelledby={`cycle-${place}`}>
    <h2 id={`cycle-${place}`}>
      {by.kind === 'contact' ? 'The customer has stopped one cycle' : 'Paused in one cycle'}
    </h2>
    <p>
      Cycle {cycleId}, since <Instant at={since} />, by <Foreign text={nameOf(by)} />: <ForeignSentence text={reason} />
    </p>
    <p>
      Nothing of this tenant is reset in that cycle.
      {until === undefined ? null : (
        <>
          {' '}
          Approvals lapse at <Instant at={until} relative />.
        </>
      )}
      {by.kind === 'contact' ? ' Call the customer before you end it.' : null}
    </p>
    <ActionForm
      path={pausePath(tenant.tenantId)}
      csrfToken={csrfToken}
      button={by.kind === 'contact' ? "End the customer's stop" : 'End this pause'}
      id={`-${place}`}
      written={written}
      problem={problem}
    >
      <input type="hidden" name="step" value="lift" />
      <input type="hidden" name="cycle" value={cycleId} />
    </ActionForm>
  </section>
);

/** What became of it. */
export const pausedPage = (tenant: EstateTenant, { outcome, sentence }: Pausing): Page => {
  const heading = outcome === 'done' ? 'Done' : 'Nothing was changed';
  return {
    title: heading,
    status: outcome === 'refused' ? 409 : 200,
    body: (
      <Notice heading={heading}>
        <p>
          <ForeignSentence text={sentence} />
        </p>
        <p>
          <a href={pausePath(tenant.tenantId)}>How it stands now</a>
        </p>
      </Notice>
    ),
  };
};

const nameOf = (actor: Actor): string => (actor.kind === 'unknown' ? 'somebody unknown' : actor.name);
