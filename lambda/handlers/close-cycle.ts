import { KMSClient } from '@aws-sdk/client-kms';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { variable } from '../../config/environment.ts';
import { UNCERTAIN_ROTATION } from '../../config/log-messages.ts';
import { auditReader } from '../adapters/aws/audit-reader.ts';
import { cycleStore } from '../adapters/aws/cycle-store.ts';
import { outbox } from '../adapters/aws/outbox.ts';
import { rotationStore } from '../adapters/aws/rotation-store.ts';
import { sealStore } from '../adapters/aws/seal-store.ts';
import { tenantStore } from '../adapters/aws/tenant-store.ts';
import { periodOf } from '../domain/identifiers.ts';
import { closeCycle } from '../usecases/close-cycle.ts';
import { read } from './environment.ts';
import { cycleEvent } from './events.ts';
import { logForAlarm } from './log-for-alarm.ts';
import { tables } from './tables.ts';
import { now } from './wiring.ts';

const state = tables();
const ports = {
  cycles: cycleStore(state),
  tenants: tenantStore(state),
  rotations: rotationStore(state),
  audit: auditReader(state),
  seals: sealStore({
    tables: state,
    kms: new KMSClient(),
    s3: new S3Client(),
    bucket: read(variable.auditBucket),
    signingKeyId: read(variable.sealKeyId),
    now,
  }),
  outbox: outbox(new SQSClient(), read(variable.messageQueueUrl)),
  now,
};

export const handler = async (input: unknown) => {
  const { cycle, totals, sealHash } = await closeCycle(ports, cycleEvent.parse(input).cycleId);
  if (totals.uncertain > 0) logForAlarm(UNCERTAIN_ROTATION);
  const { cycleId, schedule, dryRun } = cycle;
  return { cycleId, schedule, dryRun, period: periodOf(cycleId), totals, sealHash };
};
