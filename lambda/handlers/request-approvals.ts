import { KMSClient } from '@aws-sdk/client-kms';
import { SQSClient } from '@aws-sdk/client-sqs';
import { variable } from '../../config/environment.ts';
import { linkSigner } from '../adapters/aws/link-mac.ts';
import { linkStore } from '../adapters/aws/link-store.ts';
import { outbox } from '../adapters/aws/outbox.ts';
import { rotationStore } from '../adapters/aws/rotation-store.ts';
import { requestApprovals } from '../usecases/request-approvals.ts';
import { read } from './environment.ts';
import { readEstate } from './estate.ts';
import { tenantEvent } from './events.ts';
import { tables } from './tables.ts';
import { newLinkId, now } from './wiring.ts';

const state = tables();
const ports = {
  rotations: rotationStore(state),
  links: linkStore(state),
  signer: linkSigner(new KMSClient(), read(variable.linkKeyId), read(variable.portalUrl)),
  outbox: outbox(new SQSClient(), read(variable.messageQueueUrl)),
  estate: readEstate(),
  now,
  newLinkId,
};

export const handler = async (input: unknown) => {
  await requestApprovals(ports, tenantEvent.parse(input));
  return {};
};
