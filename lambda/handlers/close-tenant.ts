import { SFNClient } from '@aws-sdk/client-sfn';
import { SQSClient } from '@aws-sdk/client-sqs';
import { TENANT_NOT_STARTED } from '../../contract/log-messages.ts';
import { variable } from '../../contract/variables.ts';
import { cycleStore } from '../adapters/aws/dynamodb/cycle/cycle-store.ts';
import { tenantStore } from '../adapters/aws/dynamodb/cycle/tenant-store.ts';
import { messageQueue } from '../adapters/aws/message-queue.ts';
import { taskTokens } from '../adapters/aws/task-tokens.ts';
import { ticketQueue } from '../adapters/aws/ticket-queue.ts';
import { closingTenantEvent } from '../runtime/events/closing-tenant-event.ts';
import { logForAlarm } from '../runtime/log-for-alarm.ts';
import { logged } from '../runtime/logged.ts';
import { tables } from '../runtime/tables.ts';
import { read } from '../runtime/variables.ts';
import { now } from '../runtime/wiring.ts';
import { closeTenant } from '../usecases/cycle/close-tenant.ts';

const state = tables();
const sqs = new SQSClient();
const ports = {
  cycles: cycleStore(state),
  tenants: tenantStore(state),
  messageQueue: messageQueue(sqs, read(variable.messageQueueUrl)),
  ticketQueue: ticketQueue(sqs, read(variable.ticketQueueUrl)),
  taskTokens: taskTokens(new SFNClient()),
  now,
};

export const handler = logged('close-tenant', async (input: unknown) => {
  const { error, ...tenant } = closingTenantEvent.parse(input);
  if (await closeTenant(ports, tenant, error)) logForAlarm(TENANT_NOT_STARTED);
  return {};
});
