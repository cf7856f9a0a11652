import { randomUUID } from 'node:crypto';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { pauseStore } from '../adapters/aws/dynamodb/rotation/pause-store.ts';
import { rotationStore } from '../adapters/aws/dynamodb/rotation/rotation-store.ts';
import { credentialReader } from '../adapters/aws/secrets-manager/credential-reader.ts';
import { deployedCredentialNames } from '../runtime/credential-names.ts';
import { readEstate } from '../runtime/deployed-estate.ts';
import { rotationEvent } from '../runtime/events.ts';
import { directory, passwordWriter } from '../runtime/microsoft.ts';
import { tables } from '../runtime/tables.ts';
import { withinTimeLimit } from '../runtime/time-limit.ts';
import { now } from '../runtime/wiring.ts';
import { resetPassword } from '../usecases/rotation/reset-password.ts';

/** To sign in, send the reset, end sessions, and write the rows of it. */
const SECONDS_TO_RESET = 75;

const estate = readEstate();
const state = tables();
const ports = {
  rotations: rotationStore(state),
  pauses: pauseStore(state),
  credentials: credentialReader(new SecretsManagerClient(), deployedCredentialNames()),
  directory: directory(estate, SECONDS_TO_RESET),
  writer: passwordWriter(estate),
  estate,
  now,
  newRequestId: randomUUID,
};

export const handler = withinTimeLimit(async (input) => {
  await resetPassword(ports, rotationEvent.parse(input));
  return {};
});
