import { KMSClient } from '@aws-sdk/client-kms';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SQSClient } from '@aws-sdk/client-sqs';
import { variable } from '../../config/environment.ts';
import { bell } from '../adapters/aws/bell.ts';
import { cycleStore } from '../adapters/aws/cycle-store.ts';
import { linkSigner } from '../adapters/aws/link-mac.ts';
import { linkStore } from '../adapters/aws/link-store.ts';
import { outbox } from '../adapters/aws/outbox.ts';
import { rotationStore } from '../adapters/aws/rotation-store.ts';
import { sentMessages } from '../adapters/aws/sent-messages.ts';
import { remind } from '../usecases/remind.ts';
import { read } from './environment.ts';
import { readEstate } from './estate.ts';
import { tables } from './tables.ts';
import { newLinkId, now } from './wiring.ts';

const state = tables();
const ports = {
  cycles: cycleStore(state),
  rotations: rotationStore(state),
  links: linkStore(state),
  sent: sentMessages(state),
  signer: linkSigner(new KMSClient(), read(variable.linkKeyId), read(variable.portalUrl)),
  outbox: outbox(new SQSClient(), read(variable.messageQueueUrl)),
  bell: bell(new SFNClient()),
  estate: readEstate(),
  now,
  newLinkId,
};

export const handler = () => remind(ports);
