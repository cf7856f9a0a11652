import type { Hono } from 'hono';
import type { PortalEnvironment, PortalSettings } from '../environment.ts';
import { signedIn, submitted } from '../signed-in.ts';
import { type AccountActionsPorts, showRetry, showRotate, takeRetry, takeRotate } from './account-actions.ts';
import { type PauseActionsPorts, showPause, takePause } from './pause-actions.ts';

export type ActionsPorts = AccountActionsPorts & PauseActionsPorts;

/**
 * What technicians may start by a button: a rotation now, another try, a pause. Each page says what would follow and changes nothing (R7);
 * its form needs a recent sign-in, as decisions do.
 */
export function actionRoutes(app: Hono<PortalEnvironment>, settings: PortalSettings, ports: ActionsPorts): void {
  const recent = { recent: true };
  const account = '/cycles/:cycleId/accounts/:tenantId/:accountId';
  for (const [path, look, act] of [
    [`${account}/rotate`, showRotate, takeRotate],
    [`${account}/retry`, showRetry, takeRetry],
  ] as const) {
    app.get(
      path,
      signedIn(settings, (c, visitor, parameters) => look(c, settings, ports, visitor, parameters), recent),
    );
    app.post(
      path,
      submitted(settings, (c, visitor, form, parameters) => act(c, settings, ports, visitor, form, parameters), recent),
    );
  }
  app.get(
    '/tenants/:tenantId/pause',
    signedIn(settings, (c, visitor, { tenantId }) => showPause(c, settings, ports, visitor, tenantId), recent),
  );
  app.post(
    '/tenants/:tenantId/pause',
    submitted(
      settings,
      (c, visitor, form, { tenantId }) => takePause(c, settings, ports, visitor, form, tenantId),
      recent,
    ),
  );
}
