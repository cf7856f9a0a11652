import { changeWindowOf } from '../../../config/change-window.ts';
import type { Estate, EstateTenant } from '../../../config/estate.ts';
import { isOpen, opensFrom } from '../../domain/rotation/change-window.ts';
import { localTime } from '../../domain/text/local-time.ts';

/**
 * When resets of a tenant begin if they are approved now, where that is not at once, in the zone of its change window.
 *
 * @param emergency  an emergency does not wait
 */
export function resetsFrom(estate: Estate, tenant: EstateTenant, emergency: boolean, now: Date): string | undefined {
  const window = emergency ? undefined : changeWindowOf(estate, tenant);
  if (window === undefined || isOpen(window, now)) return undefined;
  return localTime(opensFrom(window, now), window.timeZone);
}
