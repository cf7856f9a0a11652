import { changeWindowOf } from '../../../config/change-window.ts';
import type { Estate, EstateTenant } from '../../../config/estate.ts';
import { localTime } from '../../domain/text/local-time.ts';
import { carriedOutFrom } from '../../usecases/rotation/carry-out.ts';

/**
 * When resets of a tenant begin if they are approved now, where that is not at once, by the clocks of its change window.
 *
 * @param emergency  an emergency does not wait
 */
export function resetsFrom(estate: Estate, tenant: EstateTenant, emergency: boolean, now: Date): string | undefined {
  const window = changeWindowOf(estate, tenant);
  const from = carriedOutFrom(estate, { tenantId: tenant.tenantId, emergency }, now);
  return window === undefined || from === undefined ? undefined : localTime(from, window.timeZone);
}
