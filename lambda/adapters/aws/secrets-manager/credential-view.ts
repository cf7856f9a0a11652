import {
  DescribeSecretCommand,
  ResourceNotFoundException,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import type { CredentialView } from '../../../domain/credential/retirement.ts';
import { isUnsettled } from './credential-versions.ts';

/** A credential as its labels show it, also while it is scheduled for deletion; `undefined` when there is none. */
export async function credentialView(
  client: SecretsManagerClient,
  SecretId: string,
): Promise<CredentialView | undefined> {
  try {
    const { DeletedDate, VersionIdsToStages } = await client.send(new DescribeSecretCommand({ SecretId }));
    const versions = Object.entries(VersionIdsToStages ?? {});
    return {
      currentVersionId: versions.find(([, labels]) => labels.includes('AWSCURRENT'))?.[0],
      hasPending: versions.some(([, labels]) => isUnsettled(labels)),
      ...(DeletedDate === undefined ? {} : { recoverableUntil: DeletedDate.toISOString() }),
    };
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}
