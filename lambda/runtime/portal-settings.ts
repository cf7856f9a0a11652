import { Logger } from '@aws-lambda-powertools/logger';
import type { Estate } from '../../config/estate.ts';
import { MANY_REFUSED } from '../../contract/log-messages.ts';
import { variable } from '../../contract/variables.ts';
import { accessLog } from '../adapters/aws/dynamodb/audit/access-log.ts';
import type { Tables } from '../adapters/aws/dynamodb/audit/audited-transaction.ts';
import type { PortalFunction, PortalSettings } from '../portal/environment.ts';
import { logForAlarm } from './log-for-alarm.ts';
import { read } from './variables.ts';
import { now } from './wiring.ts';

/** The settings of one of the three functions of the portal. */
export function portalSettings(component: PortalFunction, tables: Tables, estate: Estate): PortalSettings {
  const logger = new Logger();
  return {
    estate,
    portalUrl: read(variable.portalUrl),
    now,
    accessLog: accessLog(tables),
    component,
    callForMany: () => logForAlarm(MANY_REFUSED),
    // Name, message and place only: the cause of a failed sign-in may hold tokens, and a request holds cookies and locators.
    reportFailure: ({ name, message, stack }) => logger.error('a page failed', { failure: { name, message, stack } }),
  };
}
