import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { variable } from '../../config/environment.ts';
import { credentialRestoring } from '../adapters/aws/credential-restoring.ts';
import { credentialStaging } from '../adapters/aws/credential-staging.ts';
import { rotationStore } from '../adapters/aws/rotation-store.ts';
import { stagePassword } from '../usecases/stage-password.ts';
import { read } from './environment.ts';
import { readEstate } from './estate.ts';
import { rotationEvent } from './events.ts';
import { tables } from './tables.ts';
import { now, randomIntegers } from './wiring.ts';

const secrets = new SecretsManagerClient();
const estate = readEstate();
const ports = {
  rotations: rotationStore(tables()),
  staging: credentialStaging(secrets, read(variable.credentialKeyId)),
  restoring: estate.retention.credentials === 'keep' ? undefined : credentialRestoring(secrets),
  random: randomIntegers,
  estate,
  now,
};

export const handler = async (input: unknown) => {
  await stagePassword(ports, rotationEvent.parse(input));
  return {};
};
