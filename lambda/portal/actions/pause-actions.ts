import type { EstateTenant } from '../../../config/estate.ts';
import { cycleIdSchema } from '../../domain/identifiers.ts';
import { mayStopSomething, type PauseScope } from '../../domain/rotation/pause.ts';
import type { PauseStore } from '../../ports/pause.ts';
import type { RotationStore } from '../../ports/rotation.ts';
import { endPause, setPause } from '../../usecases/rotation/pausing.ts';
import { noteRefused } from '../access-notes.ts';
import type { PortalContext, PortalSettings } from '../environment.ts';
import { notFoundPage } from '../notices.tsx';
import { show } from '../pages.tsx';
import { sourceOf } from '../request-source.ts';
import type { TechnicianVisitor } from '../visitor.ts';
import { askedReason } from './asked-reason.ts';
import { pausedPage, pausePage } from './pause-page.tsx';

export interface PauseActionsPorts {
  readonly pauses: Pick<PauseStore, 'active' | 'set' | 'end'>;
  readonly rotations: Pick<RotationStore, 'note'>;
}

const tenantOf = (visitor: TechnicianVisitor, tenantId: string | undefined): EstateTenant | undefined =>
  visitor.tenants.find((each) => each.tenantId === tenantId);

async function formOf(ports: PauseActionsPorts, now: Date, { session }: TechnicianVisitor, tenant: EstateTenant) {
  const pauses = await ports.pauses.active();
  const own = pauses.find(({ scope }) => scope.of === 'tenant' && scope.tenantId === tenant.tenantId);
  const wider = pauses.filter(({ scope }) => scope.of === 'everything' || scope.of === 'class');
  const inCycles = pauses.flatMap((each) =>
    each.scope.of === 'tenant-in-cycle' && each.scope.tenantId === tenant.tenantId && mayStopSomething(each, now)
      ? [{ ...each, cycleId: each.scope.cycleId }]
      : [],
  );
  return { tenant, csrfToken: session.csrfToken, own, wider, inCycles };
}

export async function showPause(
  c: PortalContext,
  settings: PortalSettings,
  ports: PauseActionsPorts,
  visitor: TechnicianVisitor,
  tenantId: string | undefined,
): Promise<Response> {
  const tenant = tenantOf(visitor, tenantId);
  if (tenant === undefined) return show(c, settings, notFoundPage);
  return show(c, settings, pausePage(await formOf(ports, settings.now(), visitor, tenant)));
}

/**
 * Sets the pause of a tenant, or ends it, or what the customer's contact has stopped in one cycle. The form says which of these its page
 * offered: a page that is older than somebody else's change does not do the opposite.
 */
export async function takePause(
  c: PortalContext,
  settings: PortalSettings,
  ports: PauseActionsPorts,
  visitor: TechnicianVisitor,
  form: ReadonlyMap<string, string>,
  tenantId: string | undefined,
): Promise<Response> {
  const tenant = tenantOf(visitor, tenantId);
  const step = form.get('step');
  const cycleId = cycleIdSchema.safeParse(form.get('cycle')).data;
  const isOffered = step === 'pause' || step === 'resume' || (step === 'lift' && cycleId !== undefined);
  if (tenant === undefined || !isOffered) {
    const reason = tenant === undefined ? 'other-tenant' : 'not-offered';
    await noteRefused(c, settings, { action: 'command.refused', reason, who: visitor.actor });
    return show(c, settings, notFoundPage);
  }
  const asked = askedReason(form);
  if (!asked.ok) {
    const about = step === 'lift' && cycleId !== undefined ? { problemOf: cycleId } : {};
    const form = await formOf(ports, settings.now(), visitor, tenant);
    return show(c, settings, pausePage({ ...form, ...asked, ...about }));
  }
  const { estate, now, component } = settings;
  const by = { actor: visitor.actor, source: sourceOf(c) };
  const change = step === 'pause' ? setPause : endPause;
  const { tenantId: ofTenant } = tenant;
  const scope: PauseScope =
    step === 'lift' && cycleId !== undefined
      ? { of: 'tenant-in-cycle', cycleId, tenantId: ofTenant }
      : { of: 'tenant', tenantId: ofTenant };
  return show(
    c,
    settings,
    pausedPage(tenant, await change({ ...ports, estate, now, component }, by, scope, asked.reason)),
  );
}
