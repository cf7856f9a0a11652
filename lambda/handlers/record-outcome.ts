import { SFNClient } from '@aws-sdk/client-sfn';
import { SQSClient } from '@aws-sdk/client-sqs';
import { UNCERTAIN_ROTATION } from '../../contract/log-messages.ts';
import { variable } from '../../contract/variables.ts';
import { cycleStore } from '../adapters/aws/dynamodb/cycle/cycle-store.ts';
import { tenantStore } from '../adapters/aws/dynamodb/cycle/tenant-store.ts';
import { rotationStore } from '../adapters/aws/dynamodb/rotation/rotation-store.ts';
import { messageQueue } from '../adapters/aws/message-queue.ts';
import { settling } from '../adapters/aws/settling.ts';
import { taskTokens } from '../adapters/aws/task-tokens.ts';
import { ticketQueue } from '../adapters/aws/ticket-queue.ts';
import { vaultQueue } from '../adapters/aws/vault-queue.ts';
import { outcomeEvent } from '../runtime/events/outcome-event.ts';
import { logForAlarm } from '../runtime/log-for-alarm.ts';
import { logged } from '../runtime/logged.ts';
import { tables } from '../runtime/tables.ts';
import { read } from '../runtime/variables.ts';
import { now } from '../runtime/wiring.ts';
import { withEstate } from '../runtime/with-estate.ts';
import { reasonOf } from '../usecases/rotation/caught-error.ts';
import { recordOutcome } from '../usecases/rotation/record-outcome.ts';

const state = tables();
const sqs = new SQSClient();
const sfn = new SFNClient();
const unchanging = {
  rotations: rotationStore(state),
  cycles: cycleStore(state),
  tenants: tenantStore(state),
  taskTokens: taskTokens(sfn),
  settling: settling(sfn, read(variable.settleUncertainArn)),
  messageQueue: messageQueue(sqs, read(variable.messageQueueUrl)),
  ticketQueue: ticketQueue(sqs, read(variable.ticketQueueUrl)),
  now,
};

export const handler = logged(
  'record-outcome',
  withEstate(({ vault }) => {
    const ports = {
      ...unchanging,
      vaultQueue: vault.system === 'none' ? undefined : vaultQueue(sqs, read(variable.vaultQueueUrl)),
    };
    return async (input: unknown) => {
      const { expired, error, run, ...key } = outcomeEvent.parse(input);
      const ending = expired
        ? ({ kind: 'expired' } as const)
        : error === undefined
          ? undefined
          : ({ kind: 'error', reason: reasonOf(error) } as const);
      const rotation = await recordOutcome(ports, key, ending, run);
      if (rotation.state.status === 'uncertain') logForAlarm(UNCERTAIN_ROTATION);
      return { outcome: rotation.state.status };
    };
  }),
);
