import { KMSClient } from '@aws-sdk/client-kms';
import { SQSClient } from '@aws-sdk/client-sqs';
import { variable } from '../../contract/variables.ts';
import { contactStore } from '../adapters/aws/dynamodb/contact/contact-store.ts';
import { linkVerifier } from '../adapters/aws/link-mac.ts';
import { messageQueue } from '../adapters/aws/message-queue.ts';
import { contactApp } from '../portal/contact/app.ts';
import { eventHandler } from '../portal/event-handler.ts';
import { portalSettings } from '../runtime/portal-settings.ts';
import { tables } from '../runtime/tables.ts';
import { read } from '../runtime/variables.ts';
import { withEstate } from '../runtime/with-estate.ts';

const state = tables();
const kms = new KMSClient();
const sqs = new SQSClient();

export const handler = withEstate((estate) => {
  const settings = portalSettings('contact-page', state, estate);
  return eventHandler(
    contactApp(settings, {
      verifier: linkVerifier(kms, read(variable.linkKeyId)),
      contacts: contactStore(state),
      messageQueue: messageQueue(sqs, read(variable.messageQueueUrl)),
    }),
    settings,
  );
});
