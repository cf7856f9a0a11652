import { Logger } from '@aws-lambda-powertools/logger';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { linkStore } from '../adapters/aws/dynamodb/credential/link-store.ts';
import { retirementStore } from '../adapters/aws/dynamodb/credential/retirement-store.ts';
import { credentialDeletion } from '../adapters/aws/secrets-manager/credential-deletion.ts';
import { asError } from '../domain/as-error.ts';
import { deployedCredentialNames } from '../runtime/credential-names.ts';
import { tables } from '../runtime/tables.ts';
import { now } from '../runtime/wiring.ts';
import { withEstate } from '../runtime/with-estate.ts';
import { retireCredentials } from '../usecases/credential/retire-credentials.ts';

const state = tables();
const logger = new Logger({ serviceName: 'retire-credentials' });
const unchanging = {
  retirements: retirementStore(state),
  links: linkStore(state),
  deletion: credentialDeletion(new SecretsManagerClient(), deployedCredentialNames()),
  now,
  reportFailure: (error: unknown) => logger.error('a credential could not be retired', asError(error, String(error))),
};

export const handler = withEstate((estate) => async () => {
  const ended = await retireCredentials({ ...unchanging, estate });
  logger.info('credentials retired', ended);
  return ended;
});
