import {
  CreateSecretCommand,
  InvalidRequestException,
  PutSecretValueCommand,
  ResourceExistsException,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import type { CredentialStaging } from '../../../ports/credential.ts';
import type { CredentialName } from './credential-name.ts';
import { isUnsettled, ownPending, PENDING, versionsOf } from './credential-versions.ts';

/** @param keyId  KMS key that encrypts credentials */
export function credentialStaging(
  client: SecretsManagerClient,
  credentialName: CredentialName,
  keyId: string,
): CredentialStaging {
  return {
    async hasVersion(tenantId, accountId, versionId) {
      const versions = await versionsOf(client, credentialName(tenantId, accountId));
      return versions.some((each) => each.VersionId === versionId);
    },

    async stage(tenantId, accountId, versionId, content) {
      const SecretId = credentialName(tenantId, accountId);
      const versions = await versionsOf(client, SecretId);
      if (versions.length === 0) await createCredential(client, SecretId, keyId, { tenantId, accountId });
      const pending = versions.find((each) => each.VersionStages?.includes(PENDING));
      const isFree = pending?.VersionId === versionId || !isUnsettled(pending?.VersionStages ?? []);
      const put = new PutSecretValueCommand({
        SecretId,
        ClientRequestToken: versionId,
        SecretString: JSON.stringify(content),
        VersionStages: [isFree ? PENDING : ownPending(versionId)],
      });
      try {
        await client.send(put);
      } catch (error) {
        if (error instanceof InvalidRequestException) throw notUsable(SecretId, error);
        // Another run of this step stored its own value under this version: that value counts, ours is dropped.
        if (!(error instanceof ResourceExistsException)) throw error;
      }
    },
  };
}

/** The credential was deleted by hand, or by an estate that deletes no credentials any more. */
const notUsable = (SecretId: string, cause: InvalidRequestException) =>
  new Error(
    `${SecretId} takes no new version: ${cause.message} If it is scheduled for deletion, restore it ` +
      `(aws secretsmanager restore-secret --secret-id ${SecretId}) and rotate the account again`,
    { cause },
  );

/**
 * What a credential holds before its account was ever rotated. Secrets Manager labels the very first version of a secret
 * AWSCURRENT, whatever labels are asked for: without this one, a first password would be called current before it is
 * applied, and would stay so if it never is.
 */
const BEFORE_THE_FIRST = {
  ClientRequestToken: '0'.repeat(32),
  SecretString: JSON.stringify({ note: 'No password of this account is known yet.' }),
};

async function createCredential(
  client: SecretsManagerClient,
  name: string,
  keyId: string,
  { tenantId, accountId }: { readonly tenantId: string; readonly accountId: string },
) {
  const create = new CreateSecretCommand({
    ...BEFORE_THE_FIRST,
    Name: name,
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
