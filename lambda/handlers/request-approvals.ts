import { KMSClient } from '@aws-sdk/client-kms';
import { SQSClient } from '@aws-sdk/client-sqs';
import { variable } from '../../contract/variables.ts';
import { linkStore } from '../adapters/aws/dynamodb/credential/link-store.ts';
import { rotationStore } from '../adapters/aws/dynamodb/rotation/rotation-store.ts';
import { linkSigner } from '../adapters/aws/link-mac.ts';
import { messageQueue } from '../adapters/aws/message-queue.ts';
import { readEstate } from '../runtime/deployed-estate.ts';
import { tenantEvent } from '../runtime/events.ts';
import { tables } from '../runtime/tables.ts';
import { read } from '../runtime/variables.ts';
import { newLinkId, now } from '../runtime/wiring.ts';
import { requestApprovals } from '../usecases/approval/request-approvals.ts';

const state = tables();
const ports = {
  rotations: rotationStore(state),
  links: linkStore(state),
  signer: linkSigner(new KMSClient(), read(variable.linkKeyId), read(variable.portalUrl)),
  messageQueue: messageQueue(new SQSClient(), read(variable.messageQueueUrl)),
  estate: readEstate(),
  now,
  newLinkId,
};

export const handler = async (input: unknown) => {
  await requestApprovals(ports, tenantEvent.parse(input));
  return {};
};
