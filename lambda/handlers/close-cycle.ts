import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { UNCERTAIN_ROTATION } from '../../contract/log-messages.ts';
import { variable } from '../../contract/variables.ts';
import { cycleEnds } from '../adapters/aws/cycle-ends.ts';
import { auditReader } from '../adapters/aws/dynamodb/audit/audit-reader.ts';
import { cycleStore } from '../adapters/aws/dynamodb/cycle/cycle-store.ts';
import { tenantStore } from '../adapters/aws/dynamodb/cycle/tenant-store.ts';
import { rotationStore } from '../adapters/aws/dynamodb/rotation/rotation-store.ts';
import { messageQueue } from '../adapters/aws/message-queue.ts';
import { periodOf } from '../domain/identifiers.ts';
import { closingCycleEvent } from '../runtime/events/closing-cycle-event.ts';
import { logForAlarm } from '../runtime/log-for-alarm.ts';
import { logged } from '../runtime/logged.ts';
import { metricsPort } from '../runtime/metrics-port.ts';
import { tables } from '../runtime/tables.ts';
import { read } from '../runtime/variables.ts';
import { now } from '../runtime/wiring.ts';
import { closeCycle } from '../usecases/cycle/close-cycle.ts';
import { cycleOpenedBy } from '../usecases/cycle/cycles-back.ts';
import { reasonOf } from '../usecases/rotation/caught-error.ts';

const state = tables();
const ports = {
  ...metricsPort(),
  cycles: cycleStore(state),
  tenants: tenantStore(state),
  rotations: rotationStore(state),
  audit: auditReader(state),
  cycleEnds: cycleEnds(new S3Client(), read(variable.workBucket)),
  messageQueue: messageQueue(new SQSClient(), read(variable.messageQueueUrl)),
  now,
};

export const handler = logged('close-cycle', async (input: unknown) => {
  const { error, executionId, ...given } = closingCycleEvent.parse(input);
  const opened = given.cycleId ?? (await cycleOpenedBy(ports.cycles, executionId))?.cycleId;
  if (opened === undefined) {
    return { dryRun: false, failure: `No cycle was opened. ${error === undefined ? '' : reasonOf(error)}` };
  }
  const { cycle, totals, failure } = await closeCycle(ports, opened, error);
  if (totals.uncertain > 0) logForAlarm(UNCERTAIN_ROTATION);
  const { cycleId, schedule, dryRun } = cycle;
  return { cycleId, schedule, dryRun, period: periodOf(cycleId), totals, failure };
});
