import { Logger } from '@aws-lambda-powertools/logger';
import { variable } from '../../contract/variables.ts';
import type { PortalSettings } from '../portal/environment.ts';
import { reasonOf } from '../portal/refusal.ts';
import { readEstate } from './deployed-estate.ts';
import { read } from './variables.ts';
import { now } from './wiring.ts';

/** The settings of the three functions of the portal. */
export function portalSettings(): PortalSettings {
  const logger = new Logger();
  return {
    estate: readEstate(),
    portalUrl: read(variable.portalUrl),
    now,
    // Name, message and place only: the cause of a failed sign-in may hold tokens, and a request holds cookies and locators.
    // The route's pattern, never a path: a path may hold a link.
    noteRefusal: ({ refusal, actor, source, route }) =>
      logger.warn('a request was refused', {
        refusal: reasonOf(refusal),
        technician: actor?.kind === 'technician' ? actor.objectId : 'nobody',
        address: source.address,
        route,
      }),
    reportFailure: ({ name, message, stack }) => logger.error('a page failed', { failure: { name, message, stack } }),
  };
}
