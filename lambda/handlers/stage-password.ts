import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { variable } from '../../contract/variables.ts';
import { pauseStore } from '../adapters/aws/dynamodb/rotation/pause-store.ts';
import { rotationStore } from '../adapters/aws/dynamodb/rotation/rotation-store.ts';
import { stagingLine } from '../adapters/aws/dynamodb/rotation/staging-line.ts';
import { credentialRestoring } from '../adapters/aws/secrets-manager/credential-restoring.ts';
import { credentialStaging } from '../adapters/aws/secrets-manager/credential-staging.ts';
import { deployedCredentialNames } from '../runtime/credential-names.ts';
import { stagingEvent } from '../runtime/events/staging-event.ts';
import { logged } from '../runtime/logged.ts';
import { tables } from '../runtime/tables.ts';
import { read } from '../runtime/variables.ts';
import { now, randomIntegers } from '../runtime/wiring.ts';
import { withEstate } from '../runtime/with-estate.ts';
import { stagePassword } from '../usecases/rotation/stage-password.ts';

const secrets = new SecretsManagerClient();
const names = deployedCredentialNames();
const state = tables();
const staging = credentialStaging(secrets, names, read(variable.credentialKeyId));

export const handler = logged(
  'stage-password',
  withEstate((estate) => {
    const ports = {
      rotations: rotationStore(state),
      pauses: pauseStore(state),
      line: stagingLine(state),
      staging,
      restoring: estate.retention.credentials === 'keep' ? undefined : credentialRestoring(secrets, names),
      random: randomIntegers,
      estate,
      now,
    };
    return (input: unknown) => {
      const { hasWaited, ...key } = stagingEvent.parse(input);
      return stagePassword(ports, key, hasWaited);
    };
  }),
);
