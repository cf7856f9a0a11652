import { SFNClient } from '@aws-sdk/client-sfn';
import { SQSClient } from '@aws-sdk/client-sqs';
import { variable } from '../../config/environment.ts';
import { bell } from '../adapters/aws/bell.ts';
import { cycleStore } from '../adapters/aws/cycle-store.ts';
import { outbox } from '../adapters/aws/outbox.ts';
import { tenantStore } from '../adapters/aws/tenant-store.ts';
import { closeTenant } from '../usecases/close-tenant.ts';
import { read } from './environment.ts';
import { caughtError, tenantEvent } from './events.ts';
import { tables } from './tables.ts';
import { now } from './wiring.ts';

const event = tenantEvent.extend({ error: caughtError.optional() });

const state = tables();
const ports = {
  cycles: cycleStore(state),
  tenants: tenantStore(state),
  outbox: outbox(new SQSClient(), read(variable.messageQueueUrl)),
  bell: bell(new SFNClient()),
  now,
};

export const handler = async (input: unknown) => {
  const { error, ...tenant } = event.parse(input);
  await closeTenant(ports, tenant, error);
  return {};
};
