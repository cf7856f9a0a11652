import { KMSClient } from '@aws-sdk/client-kms';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import { handle } from 'hono/aws-lambda';
import { variable } from '../../config/environment.ts';
import { credentialReader } from '../adapters/aws/credential-reader.ts';
import { linkSigner, linkVerifier } from '../adapters/aws/link-mac.ts';
import { linkStore } from '../adapters/aws/link-store.ts';
import { outbox } from '../adapters/aws/outbox.ts';
import { sessionStore } from '../adapters/aws/session-store.ts';
import { credentialApp } from '../portal/credential/app.ts';
import { read } from './environment.ts';
import { portalSettings } from './portal-settings.ts';
import { tables } from './tables.ts';
import { newLinkId } from './wiring.ts';

const state = tables();
const settings = portalSettings();
const kms = new KMSClient();
const linkKeyId = read(variable.linkKeyId);

export const handler = handle(
  credentialApp(settings, {
    sessions: sessionStore(state),
    verifier: linkVerifier(kms, linkKeyId),
    signer: linkSigner(kms, linkKeyId, settings.portalUrl),
    links: linkStore(state),
    credentials: credentialReader(new SecretsManagerClient()),
    outbox: outbox(new SQSClient(), read(variable.messageQueueUrl)),
    newLinkId,
  }),
);
