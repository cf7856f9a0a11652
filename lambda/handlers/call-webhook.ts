import { Logger } from '@aws-lambda-powertools/logger';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { EVENT_REFUSED } from '../../contract/log-messages.ts';
import { variable } from '../../contract/variables.ts';
import { streamedRecords } from '../adapters/aws/dynamodb/audit/streamed-records.ts';
import { storedSecret } from '../adapters/aws/secrets-manager/stored-secret.ts';
import { webhook } from '../adapters/webhook/webhook.ts';
import { eventSource } from '../domain/audit/cloud-event.ts';
import { logForAlarm } from '../runtime/log-for-alarm.ts';
import { read } from '../runtime/variables.ts';
import { now } from '../runtime/wiring.ts';
import { withEstate } from '../runtime/with-estate.ts';
import { publishEvents } from '../usecases/audit/publish-events.ts';

const logger = new Logger({ serviceName: 'call-webhook' });
const target = webhook({
  url: read(variable.webhookUrl),
  secret: storedSecret(new SecretsManagerClient(), read(variable.webhookSecretId), now).text,
  now,
  refused(id, status) {
    logger.error('the webhook refuses an event', { id, status });
    logForAlarm(EVENT_REFUSED);
  },
});

/** Records of the audit table's stream, to the webhook. What is not taken comes again, from its first record on. */
export const handler = withEstate((estate) => {
  const ports = { target, estate, source: eventSource(estate.aws.stackName, estate.aws.region) };
  return async (event: unknown) => {
    const from = await publishEvents(ports, streamedRecords(event));
    if (from !== undefined) logger.warn('the webhook did not take an event');
    return { batchItemFailures: from === undefined ? [] : [{ itemIdentifier: from }] };
  };
});
