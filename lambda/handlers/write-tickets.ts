import { setTimeout as wait } from 'node:timers/promises';
import { Logger } from '@aws-lambda-powertools/logger';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import * as z from 'zod';
import type { Estate } from '../../config/estate.ts';
import { TICKETS_WAIT } from '../../contract/log-messages.ts';
import { variable } from '../../contract/variables.ts';
import { linkStore } from '../adapters/aws/dynamodb/credential/link-store.ts';
import { cycleStore } from '../adapters/aws/dynamodb/cycle/cycle-store.ts';
import { tenantStore } from '../adapters/aws/dynamodb/cycle/tenant-store.ts';
import { ticketStore } from '../adapters/aws/dynamodb/cycle/ticket-store.ts';
import { inspectionStore } from '../adapters/aws/dynamodb/inspection/inspection-store.ts';
import { sentMessages } from '../adapters/aws/dynamodb/messages/sent-messages.ts';
import { pauseStore } from '../adapters/aws/dynamodb/rotation/pause-store.ts';
import { rotationStore } from '../adapters/aws/dynamodb/rotation/rotation-store.ts';
import { storedSecret } from '../adapters/aws/secrets-manager/stored-secret.ts';
import { isLoopback } from '../adapters/encrypted-address.ts';
import { call } from '../adapters/outgoing-call.ts';
import { PACE_MS, pacedSend } from '../adapters/psa/paced-send.ts';
import { ticketSystem } from '../adapters/psa/ticket-systems.ts';
import { dueSchema } from '../domain/cycle/ticket-due.ts';
import { readAcrossReleases } from '../domain/newer-fields.ts';
import { parsedJson } from '../domain/text/parsed-json.ts';
import { logForAlarm } from '../runtime/log-for-alarm.ts';
import { tables } from '../runtime/tables.ts';
import { secondsBeforeEnd, withinTimeLimit } from '../runtime/time-limit.ts';
import { read } from '../runtime/variables.ts';
import { now } from '../runtime/wiring.ts';
import { withEstate } from '../runtime/with-estate.ts';
import { type ArrivedDue, type ArrivedInspection, writeTickets } from '../usecases/tickets/write-tickets.ts';

const logger = new Logger({ serviceName: 'write-tickets' });
const secrets = new SecretsManagerClient();

/** Where the estate has no PSA, no secret is read for it. */
function ticketsOf({ psa }: Estate) {
  if (psa.system === 'none') return undefined;
  const endpoint = read(variable.psaEndpoint);
  return ticketSystem({
    endpoint,
    secret: storedSecret(secrets, read(variable.psaSecretId), now).text,
    psa,
    now,
    send: pacedSend({
      send: call,
      now,
      sleep: (ms) => wait(ms),
      // A simulated PSA on the same machine has no limit to keep.
      everyMs: isLoopback(endpoint) ? 0 : PACE_MS,
    }),
  });
}

const state = tables();
const portsFor = (estate: Estate) => ({
  cycles: cycleStore(state),
  tenants: tenantStore(state),
  rotations: rotationStore(state),
  links: linkStore(state),
  pauses: pauseStore(state),
  progress: ticketStore(state),
  inspections: inspectionStore(state),
  sent: sentMessages(state),
  tickets: ticketsOf(estate),
  estate,
  portalUrl: read(variable.portalUrl),
  now,
});

const batch = z.object({
  Records: z.array(
    z.object({
      messageId: z.string(),
      body: z.string(),
      attributes: z.object({ ApproximateReceiveCount: z.coerce.number() }),
    }),
  ),
});

/** A batch from the queue. What could not be written comes again, alone; what cannot be read ends in the dead-letter queue. */
export const handler = withinTimeLimit(
  withEstate((estate) => {
    const ports = portsFor(estate);
    return async (input: unknown) => {
      const arrived: (ArrivedDue | ArrivedInspection)[] = [];
      const unreadable: string[] = [];
      for (const { messageId, body, attributes } of batch.parse(input).Records) {
        const due = readAcrossReleases(dueSchema, parsedJson(body));
        if (due.success) arrived.push({ messageId, receives: attributes.ApproximateReceiveCount, ...due.data });
        else unreadable.push(messageId);
      }
      const { failed, problems, late } = await writeTickets(ports, arrived, secondsBeforeEnd(0));
      for (const problem of problems) logger.error(problem);
      if (late) logForAlarm(TICKETS_WAIT);
      for (const messageId of unreadable) logger.error('a message cannot be read', { messageId });
      return { batchItemFailures: [...unreadable, ...failed].map((itemIdentifier) => ({ itemIdentifier })) };
    };
  }),
);
