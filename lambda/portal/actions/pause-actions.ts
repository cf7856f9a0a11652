import type { EstateTenant } from '../../../config/estate.ts';
import type { PauseStore } from '../../ports/pause.ts';
import type { RotationStore } from '../../ports/rotation.ts';
import { endPause, setPause } from '../../usecases/rotation/pausing.ts';
import { noteRefused } from '../access-notes.ts';
import type { PortalContext, PortalSettings } from '../environment.ts';
import { notFoundPage } from '../notices.tsx';
import { show } from '../pages.tsx';
import { sourceOf } from '../request-source.ts';
import type { Visitor } from '../visitor.ts';
import { askedReason } from './asked-reason.ts';
import { pausedPage, pausePage } from './pause-page.tsx';

export interface PauseActionsPorts {
  readonly pauses: Pick<PauseStore, 'active' | 'set' | 'end'>;
  readonly rotations: Pick<RotationStore, 'note'>;
}

const tenantOf = (visitor: Visitor, tenantId: string | undefined): EstateTenant | undefined =>
  visitor.tenants.find((each) => each.tenantId === tenantId);

async function formOf(ports: PauseActionsPorts, { session }: Visitor, tenant: EstateTenant) {
  const pauses = await ports.pauses.active();
  const own = pauses.find(({ scope }) => scope.of === 'tenant' && scope.tenantId === tenant.tenantId);
  const wider = pauses.filter(({ scope }) => scope.of !== 'tenant');
  return { tenant, csrfToken: session.csrfToken, own, wider };
}

export async function showPause(
  c: PortalContext,
  settings: PortalSettings,
  ports: PauseActionsPorts,
  visitor: Visitor,
  tenantId: string | undefined,
): Promise<Response> {
  const tenant = tenantOf(visitor, tenantId);
  if (tenant === undefined) return show(c, settings, notFoundPage);
  return show(c, settings, pausePage(await formOf(ports, visitor, tenant)));
}

/**
 * Sets the pause of a tenant, or ends it. The form says which of the two its page offered: a page that is older than somebody else's
 * change does not do the opposite.
 */
export async function takePause(
  c: PortalContext,
  settings: PortalSettings,
  ports: PauseActionsPorts,
  visitor: Visitor,
  form: ReadonlyMap<string, string>,
  tenantId: string | undefined,
): Promise<Response> {
  const tenant = tenantOf(visitor, tenantId);
  const step = form.get('step');
  if (tenant === undefined || !(step === 'pause' || step === 'resume')) {
    const reason = tenant === undefined ? 'other-tenant' : 'not-offered';
    await noteRefused(c, settings, { action: 'command.refused', reason, who: visitor.actor });
    return show(c, settings, notFoundPage);
  }
  const asked = askedReason(form);
  if (!asked.ok) return show(c, settings, pausePage({ ...(await formOf(ports, visitor, tenant)), ...asked }));
  const { estate, now, component } = settings;
  const by = { actor: visitor.actor, source: sourceOf(c) };
  const change = step === 'pause' ? setPause : endPause;
  const scope = { of: 'tenant', tenantId: tenant.tenantId } as const;
  return show(
    c,
    settings,
    pausedPage(tenant, await change({ ...ports, estate, now, component }, by, scope, asked.reason)),
  );
}
