import { KMSClient } from '@aws-sdk/client-kms';
import { SQSClient } from '@aws-sdk/client-sqs';
import { variable } from '../../contract/variables.ts';
import type { Tables } from '../adapters/aws/dynamodb/audit/audited-transaction.ts';
import { linkStore } from '../adapters/aws/dynamodb/credential/link-store.ts';
import { rotationStore } from '../adapters/aws/dynamodb/rotation/rotation-store.ts';
import { linkSigner } from '../adapters/aws/link-mac.ts';
import { messageQueue } from '../adapters/aws/message-queue.ts';
import { read } from './variables.ts';
import { newLinkId, now } from './wiring.ts';

/** Ports of the functions that make links about rotations and queue the messages with them; the estate comes beside. */
export const linkPorts = (state: Tables) => ({
  rotations: rotationStore(state),
  links: linkStore(state),
  signer: linkSigner(new KMSClient(), read(variable.linkKeyId), read(variable.portalUrl)),
  messageQueue: messageQueue(new SQSClient(), read(variable.messageQueueUrl)),
  now,
  newLinkId,
});
