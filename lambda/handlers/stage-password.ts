import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { variable } from '../../config/environment.ts';
import { credentialStaging } from '../adapters/aws/credential-staging.ts';
import { rotationStore } from '../adapters/aws/rotation-store.ts';
import { stagePassword } from '../usecases/stage-password.ts';
import { read } from './environment.ts';
import { readEstate } from './estate.ts';
import { rotationEvent } from './events.ts';
import { tables } from './tables.ts';
import { now, randomIntegers } from './wiring.ts';

const ports = {
  rotations: rotationStore(tables()),
  staging: credentialStaging(new SecretsManagerClient(), read(variable.credentialKeyId)),
  random: randomIntegers,
  estate: readEstate(),
  now,
};

export const handler = async (input: unknown) => {
  await stagePassword(ports, rotationEvent.parse(input));
  return {};
};
