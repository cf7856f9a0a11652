import { Logger } from '@aws-lambda-powertools/logger';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { credentialDeletion } from '../adapters/aws/credential-deletion.ts';
import { linkStore } from '../adapters/aws/link-store.ts';
import { retirementStore } from '../adapters/aws/retirement-store.ts';
import { retireCredentials } from '../usecases/retire-credentials.ts';
import { readEstate } from './estate.ts';
import { tables } from './tables.ts';
import { now } from './wiring.ts';

const state = tables();
const logger = new Logger({ serviceName: 'retire-credentials' });
const ports = {
  retirements: retirementStore(state),
  links: linkStore(state),
  deletion: credentialDeletion(new SecretsManagerClient()),
  estate: readEstate(),
  now,
  reportFailure: (error: unknown) =>
    logger.error('a credential could not be retired', error instanceof Error ? error : new Error(String(error))),
};

export const handler = async () => {
  const ended = await retireCredentials(ports);
  logger.info('credentials retired', ended);
  return ended;
};
