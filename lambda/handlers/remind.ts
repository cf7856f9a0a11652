import { setTimeout as wait } from 'node:timers/promises';
import { SFNClient } from '@aws-sdk/client-sfn';
import { accessCounts } from '../adapters/aws/dynamodb/audit/access-log.ts';
import { cycleStore } from '../adapters/aws/dynamodb/cycle/cycle-store.ts';
import { sentMessages } from '../adapters/aws/dynamodb/messages/sent-messages.ts';
import { pauseStore } from '../adapters/aws/dynamodb/rotation/pause-store.ts';
import { taskTokens } from '../adapters/aws/task-tokens.ts';
import { linkPorts } from '../runtime/link-ports.ts';
import { metricsPort } from '../runtime/metrics-port.ts';
import { tables } from '../runtime/tables.ts';
import { ticketPort } from '../runtime/ticket-port.ts';
import { now } from '../runtime/wiring.ts';
import { withEstate } from '../runtime/with-estate.ts';
import { remind } from '../usecases/approval/remind.ts';
import { tellAccessCounts } from '../usecases/audit/tell-access-counts.ts';
import { callForCollection } from '../usecases/credential/call-for-collection.ts';

const state = tables();
const unchanging = {
  ...metricsPort(),
  ...linkPorts(state),
  ...ticketPort(),
  cycles: cycleStore(state),
  pauses: pauseStore(state),
  sent: sentMessages(state),
  taskTokens: taskTokens(new SFNClient()),
  sleep: wait,
};

export const handler = withEstate((estate) => async () => {
  const ports = { ...unchanging, estate };
  try {
    return await remind(ports);
  } finally {
    // A tenant that cannot be swept does not stop them.
    await callForCollection(ports).finally(() => tellAccessCounts({ accessCounts: accessCounts(state), now }));
  }
});
