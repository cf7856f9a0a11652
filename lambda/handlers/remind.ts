import { KMSClient } from '@aws-sdk/client-kms';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SQSClient } from '@aws-sdk/client-sqs';
import { variable } from '../../contract/variables.ts';
import { linkStore } from '../adapters/aws/dynamodb/credential/link-store.ts';
import { cycleStore } from '../adapters/aws/dynamodb/cycle/cycle-store.ts';
import { sentMessages } from '../adapters/aws/dynamodb/messages/sent-messages.ts';
import { rotationStore } from '../adapters/aws/dynamodb/rotation/rotation-store.ts';
import { linkSigner } from '../adapters/aws/link-mac.ts';
import { messageQueue } from '../adapters/aws/message-queue.ts';
import { taskTokens } from '../adapters/aws/task-tokens.ts';
import { readEstate } from '../runtime/deployed-estate.ts';
import { tables } from '../runtime/tables.ts';
import { read } from '../runtime/variables.ts';
import { newLinkId, now } from '../runtime/wiring.ts';
import { remind } from '../usecases/approval/remind.ts';

const state = tables();
const ports = {
  cycles: cycleStore(state),
  rotations: rotationStore(state),
  links: linkStore(state),
  sent: sentMessages(state),
  signer: linkSigner(new KMSClient(), read(variable.linkKeyId), read(variable.portalUrl)),
  messageQueue: messageQueue(new SQSClient(), read(variable.messageQueueUrl)),
  taskTokens: taskTokens(new SFNClient()),
  estate: readEstate(),
  now,
  newLinkId,
};

export const handler = () => remind(ports);
