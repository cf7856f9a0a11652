import { SFNClient } from '@aws-sdk/client-sfn';
import { cycleStore } from '../adapters/aws/dynamodb/cycle/cycle-store.ts';
import { sentMessages } from '../adapters/aws/dynamodb/messages/sent-messages.ts';
import { taskTokens } from '../adapters/aws/task-tokens.ts';
import { linkPorts } from '../runtime/link-ports.ts';
import { tables } from '../runtime/tables.ts';
import { remind } from '../usecases/approval/remind.ts';

const state = tables();
const ports = {
  ...linkPorts(state),
  cycles: cycleStore(state),
  sent: sentMessages(state),
  taskTokens: taskTokens(new SFNClient()),
};

export const handler = () => remind(ports);
