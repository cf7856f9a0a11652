import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { variable } from '../../contract/variables.ts';
import { cycleStore } from '../adapters/aws/dynamodb/cycle/cycle-store.ts';
import { holdStore } from '../adapters/aws/dynamodb/cycle/hold-store.ts';
import { rotationStore } from '../adapters/aws/dynamodb/rotation/rotation-store.ts';
import { messageQueue } from '../adapters/aws/message-queue.ts';
import { tenantList } from '../adapters/aws/tenant-list.ts';
import { codeVersion } from '../runtime/code-version.ts';
import { openingEvent } from '../runtime/events/opening-event.ts';
import { logged } from '../runtime/logged.ts';
import { tables } from '../runtime/tables.ts';
import { read } from '../runtime/variables.ts';
import { now } from '../runtime/wiring.ts';
import { withEstate } from '../runtime/with-estate.ts';
import { openCycle } from '../usecases/cycle/open-cycle.ts';

const state = tables();
const unchanging = {
  cycles: cycleStore(state),
  rotations: rotationStore(state),
  holds: holdStore(state),
  messageQueue: messageQueue(new SQSClient(), read(variable.messageQueueUrl)),
  tenantList: tenantList(new S3Client(), read(variable.workBucket)),
  portalUrl: read(variable.portalUrl),
  now,
};

export const handler = logged(
  'open-cycle',
  withEstate((estate, hash) => {
    const ports = { ...unchanging, estate, deployed: { estate: hash, code: codeVersion() } };
    return async (input: unknown) => {
      const { scheduledFor, ...rest } = openingEvent.parse(input);
      return openCycle(ports, { ...rest, scheduledFor: new Date(scheduledFor) });
    };
  }),
);
