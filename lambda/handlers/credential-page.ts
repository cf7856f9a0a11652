import { KMSClient } from '@aws-sdk/client-kms';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import { variable } from '../../contract/variables.ts';
import { linkStore } from '../adapters/aws/dynamodb/credential/link-store.ts';
import { cycleStore } from '../adapters/aws/dynamodb/cycle/cycle-store.ts';
import { rotationStore } from '../adapters/aws/dynamodb/rotation/rotation-store.ts';
import { sessionStore } from '../adapters/aws/dynamodb/sessions/session-store.ts';
import { linkSigner, linkVerifier } from '../adapters/aws/link-mac.ts';
import { messageQueue } from '../adapters/aws/message-queue.ts';
import { credentialReader } from '../adapters/aws/secrets-manager/credential-reader.ts';
import { credentialApp } from '../portal/credential/app.ts';
import { eventHandler } from '../portal/event-handler.ts';
import { deployedCredentialNames } from '../runtime/credential-names.ts';
import { portalSettings } from '../runtime/portal-settings.ts';
import { tables } from '../runtime/tables.ts';
import { read } from '../runtime/variables.ts';
import { newLinkId } from '../runtime/wiring.ts';
import { withEstate } from '../runtime/with-estate.ts';

const state = tables();
const secrets = new SecretsManagerClient();
const sqs = new SQSClient();
const kms = new KMSClient();
const linkKeyId = read(variable.linkKeyId);

export const handler = withEstate((estate) => {
  const settings = portalSettings('credential-page', state, estate);
  return eventHandler(
    credentialApp(settings, {
      sessions: sessionStore(state),
      verifier: linkVerifier(kms, linkKeyId),
      signer: linkSigner(kms, linkKeyId, settings.portalUrl),
      links: linkStore(state),
      rotations: rotationStore(state),
      cycles: cycleStore(state),
      credentials: credentialReader(secrets, deployedCredentialNames()),
      messageQueue: messageQueue(sqs, read(variable.messageQueueUrl)),
      newLinkId,
    }),
    settings,
  );
});
