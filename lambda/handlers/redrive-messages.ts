import { SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import { redrivenQueues } from '../../contract/queues.ts';
import { variable } from '../../contract/variables.ts';
import { deadLetters } from '../adapters/aws/dead-letters.ts';
import { rotationStore } from '../adapters/aws/dynamodb/rotation/rotation-store.ts';
import { redrivingEvent } from '../runtime/events/redriving-event.ts';
import { tables } from '../runtime/tables.ts';
import { read } from '../runtime/variables.ts';
import { now } from '../runtime/wiring.ts';
import { operator } from '../usecases/facts.ts';
import { listDeadLetters, redrive } from '../usecases/messages/redrive.ts';

const queue = z.enum(redrivenQueues);
const places = z
  .partialRecord(queue, z.strictObject({ queue: z.url(), deadLetters: z.url() }))
  .parse(JSON.parse(read(variable.deadLetterQueues)));

const client = new SQSClient();
const ports = {
  deadLetters: (name: z.output<typeof queue>) => {
    const place = places[name];
    return place === undefined ? undefined : deadLetters(client, place);
  },
  rotations: rotationStore(tables()),
  now,
};

export const handler = (input: unknown) => {
  const { change, requestedBy, ...wanted } = redrivingEvent.parse(input);
  return change === 'list' ? listDeadLetters(ports, wanted.queue) : redrive(ports, operator(requestedBy), wanted);
};
