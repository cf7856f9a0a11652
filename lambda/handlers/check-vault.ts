import { setTimeout as wait } from 'node:timers/promises';
import { Logger } from '@aws-lambda-powertools/logger';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { Estate } from '../../config/estate.ts';
import { variable } from '../../contract/variables.ts';
import { vaultChecks } from '../adapters/aws/dynamodb/credential/vault-checks.ts';
import { cycleStore } from '../adapters/aws/dynamodb/cycle/cycle-store.ts';
import { tenantStore } from '../adapters/aws/dynamodb/cycle/tenant-store.ts';
import { rotationStore } from '../adapters/aws/dynamodb/rotation/rotation-store.ts';
import { messageQueue } from '../adapters/aws/message-queue.ts';
import { storedSecret } from '../adapters/aws/secrets-manager/stored-secret.ts';
import { vaultWriter } from '../adapters/vault/vault-writer.ts';
import { checkingVaultEvent } from '../runtime/events/checking-vault-event.ts';
import { tables } from '../runtime/tables.ts';
import { read } from '../runtime/variables.ts';
import { now } from '../runtime/wiring.ts';
import { withEstate } from '../runtime/with-estate.ts';
import { checkVault } from '../usecases/credential/check-vault.ts';

const logger = new Logger({ serviceName: 'check-vault' });
const state = tables();
const portsFor = (estate: Estate) => {
  const vault = vaultWriter({
    endpoint: read(variable.vaultEndpoint),
    secret: storedSecret(new SecretsManagerClient(), read(variable.vaultSecretId), now).text,
    vault: estate.vault,
    now,
  });
  if (vault === undefined) throw new Error('the estate has no vault');
  return {
    cycles: cycleStore(state),
    tenants: tenantStore(state),
    rotations: rotationStore(state),
    checks: vaultChecks(state),
    messageQueue: messageQueue(new SQSClient(), read(variable.messageQueueUrl)),
    vault,
    estate,
    now,
    sleep: wait,
  };
};

export const handler = withEstate((estate) => {
  const ports = portsFor(estate);
  return async (input: unknown) => {
    const { checked, left } = await checkVault(ports, checkingVaultEvent.parse(input).hoursAhead);
    logger.info('records of the vault looked for', { checked, left });
    return { checked, left };
  };
});
