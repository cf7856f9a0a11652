import { CYCLE_ID_PATTERN } from '../../domain/identifiers.ts';
import type { PortalContext } from '../environment.ts';

/** The cycle id in the address; `undefined` for text that has not the form of one. */
export function cycleIdIn(c: PortalContext): string | undefined {
  const cycleId = c.req.param('cycleId');
  return cycleId !== undefined && CYCLE_ID_PATTERN.test(cycleId) ? cycleId : undefined;
}
