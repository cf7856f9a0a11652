import {
  ListSecretVersionIdsCommand,
  type SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import type { CredentialLabels } from '../../ports.ts';
import { credentialName } from './credential-name.ts';

/**
 * Moving AWSCURRENT is the commit of a rotation: Secrets Manager puts AWSPREVIOUS on the old version by itself.
 *
 * The call wants to be told where a label is now, so the labels are read first. A second run finds them in place.
 */
export const credentialLabels = (client: SecretsManagerClient): CredentialLabels => ({
  async promote(tenantId, accountId, versionId) {
    const SecretId = credentialName(tenantId, accountId);
    const labels = await labelsOf(client, SecretId);
    const current = labels.get('AWSCURRENT');
    if (current !== versionId) {
      await client.send(
        new UpdateSecretVersionStageCommand({
          SecretId,
          VersionStage: 'AWSCURRENT',
          MoveToVersionId: versionId,
          ...(current === undefined ? {} : { RemoveFromVersionId: current }),
        }),
      );
    }
    if (labels.get('AWSPENDING') === versionId) {
      await client.send(
        new UpdateSecretVersionStageCommand({
          SecretId,
          VersionStage: 'AWSPENDING',
          RemoveFromVersionId: versionId,
        }),
      );
    }
  },
});

async function labelsOf(client: SecretsManagerClient, SecretId: string): Promise<ReadonlyMap<string, string>> {
  const labels = new Map<string, string>();
  let NextToken: string | undefined;
  do {
    const page = await client.send(new ListSecretVersionIdsCommand({ SecretId, NextToken }));
    for (const version of page.Versions ?? []) {
      for (const label of version.VersionStages ?? []) {
        if (version.VersionId !== undefined) labels.set(label, version.VersionId);
      }
    }
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  return labels;
}
