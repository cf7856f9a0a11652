import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { credentialLabels } from '../adapters/aws/credential-labels.ts';
import { rotationStore } from '../adapters/aws/rotation-store.ts';
import { promotePassword } from '../usecases/promote-password.ts';
import { rotationEvent } from './events.ts';
import { tables } from './tables.ts';
import { now } from './wiring.ts';

const ports = { rotations: rotationStore(tables()), labels: credentialLabels(new SecretsManagerClient()), now };

export const handler = async (input: unknown) => {
  await promotePassword(ports, rotationEvent.parse(input));
  return {};
};
