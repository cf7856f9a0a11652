import { setTimeout as wait } from 'node:timers/promises';
import { Logger } from '@aws-lambda-powertools/logger';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import type { Estate } from '../../config/estate.ts';
import { VAULT_WAITS } from '../../contract/log-messages.ts';
import { variable } from '../../contract/variables.ts';
import { linkStore } from '../adapters/aws/dynamodb/credential/link-store.ts';
import { vaultTurns } from '../adapters/aws/dynamodb/credential/vault-turns.ts';
import { rotationStore } from '../adapters/aws/dynamodb/rotation/rotation-store.ts';
import { messageQueue } from '../adapters/aws/message-queue.ts';
import { credentialReader } from '../adapters/aws/secrets-manager/credential-reader.ts';
import { storedSecret } from '../adapters/aws/secrets-manager/stored-secret.ts';
import { ticketQueue } from '../adapters/aws/ticket-queue.ts';
import { vaultWriter } from '../adapters/vault/vault-writer.ts';
import { vaultWriteSchema } from '../domain/credential/vault-write.ts';
import { hasWaited } from '../domain/credential/vault-writing.ts';
import { readAcrossReleases } from '../domain/newer-fields.ts';
import { parsedJson } from '../domain/text/parsed-json.ts';
import { deployedCredentialNames } from '../runtime/credential-names.ts';
import { logForAlarm } from '../runtime/log-for-alarm.ts';
import { tables } from '../runtime/tables.ts';
import { read } from '../runtime/variables.ts';
import { newLinkId, now } from '../runtime/wiring.ts';
import { withEstate } from '../runtime/with-estate.ts';
import { VaultRest } from '../usecases/credential/vault-rest.ts';
import { type WriteVaultPorts, writeVault } from '../usecases/credential/write-vault.ts';

/** People are called when a password has waited for so long: a vault is updated at times, and that is over sooner. */
const CALLED_AFTER_HOURS = 1;

const logger = new Logger({ serviceName: 'write-vault' });
const state = tables();
const secrets = new SecretsManagerClient();
const sqs = new SQSClient();
const portsFor = (estate: Estate): WriteVaultPorts => {
  const vault = vaultWriter({
    endpoint: read(variable.vaultEndpoint),
    secret: storedSecret(secrets, read(variable.vaultSecretId), now).text,
    vault: estate.vault,
    now,
  });
  if (vault === undefined) throw new Error('the estate has no vault');
  return {
    rotations: rotationStore(state),
    links: linkStore(state),
    turns: vaultTurns(state),
    credentials: credentialReader(secrets, deployedCredentialNames()),
    messageQueue: messageQueue(sqs, read(variable.messageQueueUrl)),
    ticketQueue: ticketQueue(sqs, read(variable.ticketQueueUrl)),
    vault,
    estate,
    rest: new VaultRest(),
    now,
    sleep: wait,
    newLinkId,
  };
};

const batch = z.object({ Records: z.array(z.object({ messageId: z.string(), body: z.string() })) });

/** One password from the queue. What is not done yet comes again; a message that cannot be read ends in the dead-letter queue. */
export const handler = withEstate((estate) => {
  const ports = portsFor(estate);
  return async (input: unknown) => {
    const failed: string[] = [];
    for (const { messageId, body } of batch.parse(input).Records) {
      const write = readAcrossReleases(vaultWriteSchema, parsedJson(body));
      if (!write.success) {
        logger.error('a message cannot be read', { messageId });
        failed.push(messageId);
        continue;
      }
      const outcome = await writeVault(ports, write.data);
      if (outcome.kind !== 'again') continue;
      failed.push(messageId);
      logger.warn('the vault did not take a password', { why: outcome.why });
      if (hasWaited(outcome.since, CALLED_AFTER_HOURS, now())) logForAlarm(VAULT_WAITS);
    }
    return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
  };
});
