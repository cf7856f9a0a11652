import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { rotationStore } from '../adapters/aws/dynamodb/rotation/rotation-store.ts';
import { credentialLabels } from '../adapters/aws/secrets-manager/credential-labels.ts';
import { deployedCredentialNames } from '../runtime/credential-names.ts';
import { rotationEvent } from '../runtime/events/ids.ts';
import { logged } from '../runtime/logged.ts';
import { tables } from '../runtime/tables.ts';
import { now } from '../runtime/wiring.ts';
import { promotePassword } from '../usecases/rotation/promote-password.ts';

const ports = {
  rotations: rotationStore(tables()),
  labels: credentialLabels(new SecretsManagerClient(), deployedCredentialNames()),
  now,
};

export const handler = logged('promote-password', async (input: unknown) => {
  await promotePassword(ports, rotationEvent.parse(input));
  return {};
});
