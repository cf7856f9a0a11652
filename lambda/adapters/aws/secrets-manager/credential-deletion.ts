import { DeleteSecretCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { CredentialDeletion } from '../../../ports/credential.ts';
import type { CredentialName } from './credential-name.ts';
import { credentialView } from './credential-view.ts';

export const credentialDeletion = (
  client: SecretsManagerClient,
  credentialName: CredentialName,
): CredentialDeletion => ({
  view: (tenantId, accountId) => credentialView(client, credentialName(tenantId, accountId)),

  async scheduleDeletion(tenantId, accountId, recoveryDays) {
    const { DeletionDate } = await client.send(
      new DeleteSecretCommand({ SecretId: credentialName(tenantId, accountId), RecoveryWindowInDays: recoveryDays }),
    );
    if (DeletionDate === undefined) throw new Error('Secrets Manager did not tell until when it can be restored');
    return DeletionDate.toISOString();
  },
});
