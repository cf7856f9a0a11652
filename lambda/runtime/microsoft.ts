import { setTimeout as wait } from 'node:timers/promises';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { STSClient } from '@aws-sdk/client-sts';
import type { Estate } from '../../config/estate.ts';
import { appSecretName, type GraphApp } from '../../contract/graph-apps.ts';
import { variable } from '../../contract/variables.ts';
import { storedSecret } from '../adapters/aws/secrets-manager/stored-secret.ts';
import { appCredential } from '../adapters/graph/app-authentication.ts';
import { certificateIn } from '../adapters/graph/app-secret.ts';
import { inspectingApp, readerApp, writerApp } from '../adapters/graph/graph-apps.ts';
import { secondsBeforeEnd } from './time-limit.ts';
import { read } from './variables.ts';
import { now } from './wiring.ts';

const options = ({ graph, aws }: Estate, app: GraphApp, deadline: () => number) => ({
  cloud: graph.cloud,
  graphEndpoint: read(variable.graphEndpoint),
  loginEndpoint: read(variable.loginEndpoint),
  clientId: app === 'reader' ? graph.readerClientId : graph.writerClientId,
  prove: appCredential({ graph, aws }, app, { sts: new STSClient(), secrets: new SecretsManagerClient() }),
  patience: { now, random: Math.random, sleep: (seconds: number) => wait(seconds * 1_000), deadline },
});

/**
 * The app that may only read directories.
 *
 * @param secondsAfter  what the function needs after it has read: until then it may go on asking
 */
export const directory = (estate: Estate, secondsAfter: number) =>
  readerApp(options(estate, 'reader', () => secondsBeforeEnd(secondsAfter)));

/** As `directory`, for looks at tenants that no cycle needs. */
export const inspecting = (estate: Estate, secondsAfter: number) =>
  inspectingApp(
    options(estate, 'reader', () => secondsBeforeEnd(secondsAfter)),
    estate.graph.writerClientId,
  );

/** When the reader app's certificate ends; `undefined`: it has none, or its secret cannot be read, which signing in tells. */
export async function readerCertificateEnd({ graph, aws }: Estate): Promise<Date | undefined> {
  if (graph.credential !== 'certificate') return undefined;
  const { text } = storedSecret(new SecretsManagerClient(), appSecretName(aws.stackName, 'reader'), now);
  const content = await text().then(certificateIn, () => undefined);
  return content !== undefined && 'usable' in content ? new Date(content.usable.certificate.validTo) : undefined;
}

/** A reset must leave soon after its attempt was recorded, or its effect is not recognised (`showsAttempt`). */
const LONGEST_SIGN_IN_MS = 20_000;
/** One reset, and a write to the table. */
const SECONDS_AFTER_SIGN_IN = 25;

/** The app that may only reset passwords and sign users out. */
export const passwordWriter = (estate: Estate) =>
  writerApp(
    options(estate, 'writer', () => Math.min(Date.now() + LONGEST_SIGN_IN_MS, secondsBeforeEnd(SECONDS_AFTER_SIGN_IN))),
  );
