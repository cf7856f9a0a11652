import {
  CreateSecretCommand,
  ListSecretVersionIdsCommand,
  PutSecretValueCommand,
  ResourceExistsException,
  ResourceNotFoundException,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import type { CredentialStaging } from '../../ports.ts';
import { credentialName } from './credential-name.ts';

/** @param keyId  KMS key that encrypts credentials */
export function credentialStaging(client: SecretsManagerClient, keyId: string): CredentialStaging {
  return {
    async hasVersion(tenantId, accountId, versionId) {
      const SecretId = credentialName(tenantId, accountId);
      let NextToken: string | undefined;
      do {
        const command = new ListSecretVersionIdsCommand({ SecretId, IncludeDeprecated: true, NextToken });
        const page = await client.send(command).catch((error: unknown) => {
          if (error instanceof ResourceNotFoundException) return undefined;
          throw error;
        });
        if (page?.Versions?.some((each) => each.VersionId === versionId)) return true;
        NextToken = page?.NextToken;
      } while (NextToken !== undefined);
      return false;
    },

    async stage(tenantId, accountId, versionId, content) {
      const put = new PutSecretValueCommand({
        SecretId: credentialName(tenantId, accountId),
        ClientRequestToken: versionId,
        SecretString: JSON.stringify(content),
        VersionStages: ['AWSPENDING'],
      });
      try {
        await client.send(put).catch(async (error: unknown) => {
          if (!(error instanceof ResourceNotFoundException)) throw error;
          await createEmpty(client, keyId, tenantId, accountId);
          await client.send(put);
        });
      } catch (error) {
        // Another run of this step stored a value of its own under this version: that one counts, ours is forgotten.
        if (!(error instanceof ResourceExistsException)) throw error;
      }
    },
  };
}

/** Made without a value: a first version would become AWSCURRENT before anybody has applied it. */
async function createEmpty(client: SecretsManagerClient, keyId: string, tenantId: string, accountId: string) {
  const create = new CreateSecretCommand({
    Name: credentialName(tenantId, accountId),
    KmsKeyId: keyId,
    Tags: [
      { Key: 'product', Value: 'm365-password-rotation' },
      { Key: 'tenantId', Value: tenantId },
      { Key: 'accountId', Value: accountId },
    ],
  });
  try {
    await client.send(create);
  } catch (error) {
    if (!(error instanceof ResourceExistsException)) throw error; // two runs of one step: either has made it
  }
}
