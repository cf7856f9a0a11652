import { SFNClient } from '@aws-sdk/client-sfn';
import { SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import { variable } from '../../config/environment.ts';
import { UNCERTAIN_ROTATION } from '../../config/log-messages.ts';
import { bell } from '../adapters/aws/bell.ts';
import { outbox } from '../adapters/aws/outbox.ts';
import { rotationStore } from '../adapters/aws/rotation-store.ts';
import { tenantStore } from '../adapters/aws/tenant-store.ts';
import { reasonOf, recordOutcome } from '../usecases/record-outcome.ts';
import { read } from './environment.ts';
import { caughtError, rotationEvent } from './events.ts';
import { logForAlarm } from './log-for-alarm.ts';
import { tables } from './tables.ts';
import { now } from './wiring.ts';

const event = rotationEvent.extend({
  expired: z.boolean().default(false),
  error: caughtError.optional(),
  generation: z.int().min(0).default(0),
});

const state = tables();
const ports = {
  rotations: rotationStore(state),
  tenants: tenantStore(state),
  bell: bell(new SFNClient()),
  outbox: outbox(new SQSClient(), read(variable.messageQueueUrl)),
  now,
};

export const handler = async (input: unknown) => {
  const { expired, error, generation, ...key } = event.parse(input);
  const ending = expired
    ? ({ kind: 'expired' } as const)
    : error === undefined
      ? undefined
      : ({ kind: 'error', reason: reasonOf(error) } as const);
  const rotation = await recordOutcome(ports, key, ending, generation);
  if (rotation.state.status === 'uncertain') logForAlarm(UNCERTAIN_ROTATION);
  return { outcome: rotation.state.status };
};
