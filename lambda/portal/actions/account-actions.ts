import type { EstateTenant } from '../../../config/estate.ts';
import { rotationKeySchema } from '../../domain/identifiers.ts';
import { needsTwoPersons } from '../../domain/rotation/approval.ts';
import { type Pause, pausedBy } from '../../domain/rotation/pause.ts';
import { reopening } from '../../domain/rotation/reopening.ts';
import type { Rotation } from '../../domain/rotation/rotation.ts';
import type { PauseStore } from '../../ports/pause.ts';
import type { RotationStore } from '../../ports/rotation.ts';
import { type RetryNowPorts, retryNow } from '../../usecases/rotation/retry-now.ts';
import { type RotateNowPorts, rotateNow } from '../../usecases/rotation/rotate-now.ts';
import { noteRefused } from '../access-notes.ts';
import type { PortalContext, PortalSettings } from '../environment.ts';
import { notFoundPage } from '../notices.tsx';
import { show } from '../pages.tsx';
import type { PathParameters } from '../path-parameters.ts';
import { sourceOf } from '../request-source.ts';
import type { TechnicianVisitor } from '../visitor.ts';
import { askedReason, askedRequest } from './asked-reason.ts';
import { retryPage, retryResultPage } from './retry-pages.tsx';
import { rotatePage, rotateResultPage } from './rotate-pages.tsx';

export interface AccountActionsPorts
  extends Omit<RotateNowPorts, 'estate' | 'now'>,
    Pick<RetryNowPorts, 'reopeningStarts'> {
  readonly rotations: RotateNowPorts['rotations'] & Pick<RotationStore, 'find' | 'note'>;
  readonly pauses: Pick<PauseStore, 'over'>;
}

/** An account that this technician may act on, and what holds for it. */
interface Chosen {
  readonly rotation: Rotation;
  readonly tenant: EstateTenant;
  readonly pause: Pause | undefined;
}

/** @returns `undefined` for a tenant of somebody else, and where nothing is on record */
async function chosenBy(
  { now }: PortalSettings,
  ports: AccountActionsPorts,
  visitor: TechnicianVisitor,
  parameters: PathParameters,
): Promise<Chosen | undefined> {
  const key = rotationKeySchema.safeParse(parameters).data;
  const tenant = visitor.tenants.find(({ tenantId }) => tenantId === key?.tenantId);
  if (key === undefined || tenant === undefined) return undefined;
  const rotation = await ports.rotations.find(key);
  if (rotation === undefined) return undefined;
  const account = { cycleId: key.cycleId, tenantId: key.tenantId, class: rotation.account.class };
  return { rotation, tenant, pause: pausedBy(await ports.pauses.over(account), account, now()) };
}

type Answer = (chosen: Chosen) => Promise<Response>;

/** A page about an account; the page "not found" for everybody else's. */
async function looking(
  c: PortalContext,
  settings: PortalSettings,
  ports: AccountActionsPorts,
  visitor: TechnicianVisitor,
  parameters: PathParameters,
  answer: Answer,
  refused: () => Promise<void> = async () => undefined,
): Promise<Response> {
  const chosen = await chosenBy(settings, ports, visitor, parameters);
  if (chosen !== undefined) return answer(chosen);
  await refused();
  return show(c, settings, notFoundPage);
}

/** As `looking`, for a form: what is refused is recorded (R5). */
const acting: typeof looking = (c, settings, ports, visitor, parameters, answer) =>
  looking(c, settings, ports, visitor, parameters, answer, () =>
    noteRefused(c, settings, { action: 'command.refused', reason: 'other-tenant', who: visitor.actor }),
  );

type Page = (
  c: PortalContext,
  settings: PortalSettings,
  ports: AccountActionsPorts,
  visitor: TechnicianVisitor,
  parameters: PathParameters,
) => Promise<Response>;

type Form = (
  c: PortalContext,
  settings: PortalSettings,
  ports: AccountActionsPorts,
  visitor: TechnicianVisitor,
  form: ReadonlyMap<string, string>,
  parameters: PathParameters,
) => Promise<Response>;

const rotateFormOf = (
  { estate }: PortalSettings,
  { session }: TechnicianVisitor,
  { rotation, tenant, pause }: Chosen,
) => ({
  rotation,
  csrfToken: session.csrfToken,
  twoPersons: needsTwoPersons(rotation, tenant, estate),
  pause,
});

export const showRotate: Page = (c, settings, ports, visitor, parameters) =>
  looking(c, settings, ports, visitor, parameters, async (chosen) =>
    show(c, settings, rotatePage(rotateFormOf(settings, visitor, chosen))),
  );

export const takeRotate: Form = (c, settings, ports, visitor, form, parameters) =>
  acting(c, settings, ports, visitor, parameters, async (chosen) => {
    const asked = askedReason(form);
    const request = askedRequest(form);
    if (!asked.ok) {
      return show(c, settings, rotatePage({ ...rotateFormOf(settings, visitor, chosen), ...asked, request }));
    }
    const { rotation } = chosen;
    const { estate, now } = settings;
    const by = { actor: visitor.actor, source: sourceOf(c) };
    const result = await rotateNow({ ...ports, estate, now }, by, rotation, { reason: asked.reason, request });
    if (result.outcome !== 'started') {
      const refused = {
        action: 'command.refused',
        reason: result.outcome,
        who: visitor.actor,
        about: [rotation],
      } as const;
      await noteRefused(c, settings, refused);
    }
    return show(c, settings, rotateResultPage(rotation, visitor.session.csrfToken, asked.reason, result));
  });

export const showRetry: Page = (c, settings, ports, visitor, parameters) =>
  looking(c, settings, ports, visitor, parameters, async ({ rotation, tenant, pause }) => {
    const answer = reopening(rotation, 'retry', tenant, settings.estate, settings.now());
    const refusal = answer.allowed ? undefined : answer.sentence;
    return show(c, settings, retryPage({ rotation, csrfToken: visitor.session.csrfToken, pause, refusal }));
  });

export const takeRetry: Form = (c, settings, ports, visitor, form, parameters) =>
  acting(c, settings, ports, visitor, parameters, async ({ rotation, tenant, pause }) => {
    const asked = askedReason(form);
    const { csrfToken } = visitor.session;
    if (!asked.ok) return show(c, settings, retryPage({ rotation, csrfToken, pause, ...asked }));
    const { estate, now } = settings;
    const by = { actor: visitor.actor, source: sourceOf(c) };
    const result = await retryNow({ ...ports, estate, now }, by, rotation, tenant, asked.reason);
    if (result.outcome !== 'started') {
      const reason = result.outcome === 'exists' ? 'starting' : 'nothing-to-retry';
      await noteRefused(c, settings, { action: 'command.refused', reason, who: visitor.actor, about: [rotation] });
    }
    return show(c, settings, retryResultPage(rotation, result));
  });
