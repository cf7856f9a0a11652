import {
  GetSecretValueCommand,
  InvalidRequestException,
  ResourceNotFoundException,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { credentialContentSchema } from '../../../domain/credential/credential-content.ts';
import { readAcrossReleases } from '../../../domain/newer-fields.ts';
import type { CredentialReader } from '../../../ports/credential.ts';
import type { CredentialName } from './credential-name.ts';

export const credentialReader = (client: SecretsManagerClient, credentialName: CredentialName): CredentialReader => ({
  async read(tenantId, accountId, versionId) {
    try {
      const { SecretString } = await client.send(
        new GetSecretValueCommand({ SecretId: credentialName(tenantId, accountId), VersionId: versionId }),
      );
      const parsed = readAcrossReleases(credentialContentSchema, JSON.parse(SecretString ?? '{}'));
      // The schema's own error would quote what it found: never a credential in an error (R4).
      if (!parsed.success) throw new Error(`version ${versionId} of a credential is not in the expected form`);
      return parsed.data;
    } catch (error) {
      // It is scheduled for deletion: what it held is in the vault.
      if (error instanceof ResourceNotFoundException || error instanceof InvalidRequestException) return undefined;
      if (error instanceof SyntaxError) throw new Error(`version ${versionId} of a credential is not JSON`);
      throw error;
    }
  },
});
