import {
  CreateSecretCommand,
  PutSecretValueCommand,
  ResourceExistsException,
  ResourceNotFoundException,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import type { CredentialStaging } from '../../ports.ts';
import { credentialName } from './credential-name.ts';
import { ownPending, PENDING, versionsOf } from './credential-versions.ts';

/** @param keyId  KMS key that encrypts credentials */
export function credentialStaging(client: SecretsManagerClient, keyId: string): CredentialStaging {
  return {
    async hasVersion(tenantId, accountId, versionId) {
      const versions = await versionsOf(client, credentialName(tenantId, accountId));
      return versions.some((each) => each.VersionId === versionId);
    },

    async stage(tenantId, accountId, versionId, content) {
      const SecretId = credentialName(tenantId, accountId);
      const pending = (await versionsOf(client, SecretId)).find((each) => each.VersionStages?.includes(PENDING));
      const isFree = pending === undefined || pending.VersionId === versionId;
      const put = new PutSecretValueCommand({
        SecretId,
        ClientRequestToken: versionId,
        SecretString: JSON.stringify(content),
        VersionStages: [isFree ? PENDING : ownPending(versionId)],
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

/**
 * Made without a value, which CreateSecret would label AWSCURRENT. Secrets Manager may label the very first version so
 * all the same; then no version but that one exists, and its promotion finds the label in place.
 */
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
