import { randomUUID } from 'node:crypto';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { rotationStore } from '../adapters/aws/dynamodb/rotation/rotation-store.ts';
import { credentialReader } from '../adapters/aws/secrets-manager/credential-reader.ts';
import { deployedCredentialNames } from '../runtime/credential-names.ts';
import { readEstate } from '../runtime/deployed-estate.ts';
import { rotationEvent } from '../runtime/events.ts';
import { directory, passwordWriter } from '../runtime/microsoft.ts';
import { tables } from '../runtime/tables.ts';
import { now } from '../runtime/wiring.ts';
import { resetPassword } from '../usecases/rotation/reset-password.ts';

const estate = readEstate();
const ports = {
  rotations: rotationStore(tables()),
  credentials: credentialReader(new SecretsManagerClient(), deployedCredentialNames()),
  directory: directory(estate),
  writer: passwordWriter(estate),
  estate,
  now,
  newRequestId: randomUUID,
};

export const handler = async (input: unknown) => {
  await resetPassword(ports, rotationEvent.parse(input));
  return {};
};
