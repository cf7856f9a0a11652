import { SQSClient } from '@aws-sdk/client-sqs';
import { variable } from '../../contract/variables.ts';
import { linkStore } from '../adapters/aws/dynamodb/credential/link-store.ts';
import { rotationStore } from '../adapters/aws/dynamodb/rotation/rotation-store.ts';
import { messageQueue } from '../adapters/aws/message-queue.ts';
import { vaultQueue } from '../adapters/aws/vault-queue.ts';
import { rotationEvent } from '../runtime/events/ids.ts';
import { logged } from '../runtime/logged.ts';
import { tables } from '../runtime/tables.ts';
import { read } from '../runtime/variables.ts';
import { newLinkId, now } from '../runtime/wiring.ts';
import { withEstate } from '../runtime/with-estate.ts';
import { deliverCredential } from '../usecases/credential/deliver-credential.ts';

const state = tables();
const queues = new SQSClient();

export const handler = logged(
  'deliver-credential',
  withEstate((estate) => {
    const ports = {
      rotations: rotationStore(state),
      links: linkStore(state),
      messageQueue: messageQueue(queues, read(variable.messageQueueUrl)),
      vaultQueue: estate.vault.system === 'none' ? undefined : vaultQueue(queues, read(variable.vaultQueueUrl)),
      estate,
      now,
      newLinkId,
    };
    return async (input: unknown) => {
      await deliverCredential(ports, rotationEvent.parse(input));
      return {};
    };
  }),
);
