import { randomUUID } from 'node:crypto';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { credentialReader } from '../adapters/aws/credential-reader.ts';
import { rotationStore } from '../adapters/aws/rotation-store.ts';
import { resetPassword } from '../usecases/reset-password.ts';
import { readEstate } from './estate.ts';
import { rotationEvent } from './events.ts';
import { directory, passwordWriter } from './microsoft.ts';
import { tables } from './tables.ts';
import { now } from './wiring.ts';

const estate = readEstate();
const ports = {
  rotations: rotationStore(tables()),
  credentials: credentialReader(new SecretsManagerClient()),
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
