import { SQSClient } from '@aws-sdk/client-sqs';
import { variable } from '../../contract/variables.ts';
import { cycleStore } from '../adapters/aws/dynamodb/cycle/cycle-store.ts';
import { messageQueue } from '../adapters/aws/message-queue.ts';
import { ticketQueue } from '../adapters/aws/ticket-queue.ts';
import { announcingEvent } from '../runtime/events/announcing-event.ts';
import { logged } from '../runtime/logged.ts';
import { tables } from '../runtime/tables.ts';
import { read } from '../runtime/variables.ts';
import { now } from '../runtime/wiring.ts';
import { announceCycle } from '../usecases/cycle/announce-cycle.ts';
import { reasonOf } from '../usecases/rotation/caught-error.ts';

const sqs = new SQSClient();
const ports = {
  cycles: cycleStore(tables()),
  messageQueue: messageQueue(sqs, read(variable.messageQueueUrl)),
  ticketQueue: ticketQueue(sqs, read(variable.ticketQueueUrl)),
  now,
};

export const handler = logged('announce-cycle', async (input: unknown) => {
  const { cycleId, seal, error } = announcingEvent.parse(input);
  await announceCycle(ports, cycleId, seal ?? { reason: error === undefined ? 'unknown' : reasonOf(error) });
  return {};
});
