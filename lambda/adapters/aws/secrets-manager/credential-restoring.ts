import { RestoreSecretCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { CredentialRestoring } from '../../../ports/credential.ts';
import type { CredentialName } from './credential-name.ts';
import { credentialView } from './credential-view.ts';

export const credentialRestoring = (
  client: SecretsManagerClient,
  credentialName: CredentialName,
): CredentialRestoring => ({
  recoverableUntil: async (tenantId, accountId) =>
    (await credentialView(client, credentialName(tenantId, accountId)))?.recoverableUntil,

  async restore(tenantId, accountId) {
    await client.send(new RestoreSecretCommand({ SecretId: credentialName(tenantId, accountId) }));
  },
});
