import { Logger } from '@aws-lambda-powertools/logger';
import { SQSClient } from '@aws-sdk/client-sqs';
import { MANY_TENANTS_FAIL, READER_CERTIFICATE_ENDS } from '../../contract/log-messages.ts';
import { variable } from '../../contract/variables.ts';
import { inspectionStore } from '../adapters/aws/dynamodb/inspection/inspection-store.ts';
import { messageQueue } from '../adapters/aws/message-queue.ts';
import { ticketQueue } from '../adapters/aws/ticket-queue.ts';
import { inspectionKinds } from '../domain/inspection/inspection.ts';
import { inspectingEvent } from '../runtime/events/inspecting-event.ts';
import { logForAlarm } from '../runtime/log-for-alarm.ts';
import { metricsPort } from '../runtime/metrics-port.ts';
import { inspecting, readerCertificateEnd } from '../runtime/microsoft.ts';
import { tables } from '../runtime/tables.ts';
import { secondsBeforeEnd, withinTimeLimit } from '../runtime/time-limit.ts';
import { read } from '../runtime/variables.ts';
import { now } from '../runtime/wiring.ts';
import { withEstate } from '../runtime/with-estate.ts';
import { operator } from '../usecases/facts.ts';
import { inspectTenants } from '../usecases/inspection/inspect-tenants.ts';

/** To record what was read last, and to tell it. */
const SECONDS_TO_RECORD = 60;
/** No tenant is begun later: one takes seconds, and a minute where Graph makes it wait. */
const SECONDS_FOR_LAST = 180;
/** A certificate is renewed in good time: it takes an engineer, and a day when everybody has time. */
const CERTIFICATE_LASTS_MS = 30 * 86_400_000;

const logger = new Logger({ serviceName: 'inspect-tenants' });
const sqs = new SQSClient();
const unchanging = {
  ...metricsPort(),
  inspections: inspectionStore(tables()),
  messageQueue: messageQueue(sqs, read(variable.messageQueueUrl)),
  ticketQueue: ticketQueue(sqs, read(variable.ticketQueueUrl)),
  now,
  hasTime: () => Date.now() < secondsBeforeEnd(SECONDS_FOR_LAST),
  report: (tenant: string, { name, message }: Error) =>
    logger.warn('a tenant was not looked at', { tenant, name, message }),
  reportMany: () => logForAlarm(MANY_TENANTS_FAIL),
};

export const handler = withinTimeLimit(
  withEstate((estate) => {
    const ports = { ...unchanging, ...inspecting(estate, SECONDS_TO_RECORD), estate };
    return async (input: unknown) => {
      const wanted = inspectingEvent.parse(input);
      if (wanted !== undefined) {
        const { inspection: kind, tenantIds, since, requestedBy } = wanted;
        return inspectTenants(ports, { kind, asked: { tenantIds, since, by: operator(requestedBy) } });
      }
      const ends = await readerCertificateEnd(estate);
      if (ends !== undefined && ends.getTime() - Date.now() < CERTIFICATE_LASTS_MS)
        logForAlarm(READER_CERTIFICATE_ENDS);
      for (const kind of inspectionKinds) {
        const inspected = await inspectTenants(ports, { kind });
        logger.info('tenants looked at', { kind, ...inspected });
      }
      return undefined;
    };
  }),
);
