import { Logger } from '@aws-lambda-powertools/logger';
import { passwordWatch } from '../adapters/aws/dynamodb/credential/password-watch.ts';
import { watchingEvent } from '../runtime/events/watching-event.ts';
import { metricsPort } from '../runtime/metrics-port.ts';
import { directory } from '../runtime/microsoft.ts';
import { tables } from '../runtime/tables.ts';
import { withinTimeLimit } from '../runtime/time-limit.ts';
import { now } from '../runtime/wiring.ts';
import { withEstate } from '../runtime/with-estate.ts';
import { watchPasswords } from '../usecases/credential/watch-passwords.ts';

/** To compare the accounts of the tenants that were read last, and to record what was changed. */
const SECONDS_TO_RECORD = 120;

const logger = new Logger({ serviceName: 'watch-passwords' });
const unchanging = { ...metricsPort(), watch: passwordWatch(tables()), now };
const report = (tenant: string, { name, message }: Error) =>
  logger.warn('a tenant was not compared', { tenant, name, message });

export const handler = withinTimeLimit(
  withEstate((estate) => {
    const ports = { ...unchanging, directory: directory(estate, SECONDS_TO_RECORD), estate, report };
    return async (input: unknown) => {
      const watched = await watchPasswords(ports, watchingEvent.parse(input).everyTenant);
      logger.info('passwords compared with the directories', { ...watched });
      return watched;
    };
  }),
);
