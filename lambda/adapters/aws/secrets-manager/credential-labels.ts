import {
  InvalidParameterException,
  type SecretsManagerClient,
  type SecretVersionsListEntry,
  UpdateSecretVersionStageCommand,
  type UpdateSecretVersionStageCommandInput,
} from '@aws-sdk/client-secrets-manager';
import type { CredentialLabels } from '../../../ports/credential.ts';
import { StaleState } from '../../../ports/rotation.ts';
import type { CredentialName } from './credential-name.ts';
import { isPending, PENDING, versionsOf } from './credential-versions.ts';

/**
 * Moving AWSCURRENT is the commit of a rotation: Secrets Manager puts AWSPREVIOUS on the old version by itself.
 *
 * The call names the version where the label is now, and fails when it has moved: with the row read in between, that is a
 * compare-and-set over both. A second run finds the labels in place.
 */
export const credentialLabels = (client: SecretsManagerClient, credentialName: CredentialName): CredentialLabels => ({
  async promote(tenantId, accountId, versionId, requireStillProven) {
    const SecretId = credentialName(tenantId, accountId);
    const versions = await versionsOf(client, SecretId);
    const promoted = versions.find((each) => each.VersionId === versionId);
    if (promoted === undefined) throw new Error(`version ${versionId} of the credential is missing`);
    await requireStillProven();
    const current = versions.find((each) => each.VersionStages?.includes('AWSCURRENT'))?.VersionId;
    if (current !== versionId) {
      await move(client, {
        SecretId,
        VersionStage: 'AWSCURRENT',
        MoveToVersionId: versionId,
        ...(current === undefined ? {} : { RemoveFromVersionId: current }),
      });
    }
    // Older pending versions are settled too, since Entra is proven to hold this one; versions that were staged later are not. Usually
    // there is no label to take off: AWSPENDING stays on the promoted version, and the next staging moves it.
    for (const version of versions.filter((each) => each === promoted || isOlder(each, promoted))) {
      const settled = version.VersionStages?.filter(
        (each) => isPending(each) && !(version === promoted && each === PENDING),
      );
      for (const VersionStage of settled ?? []) {
        await move(client, { SecretId, VersionStage, RemoveFromVersionId: version.VersionId });
      }
    }
  },
});

/** @throws {StaleState} the label is not where it was read: another run of this step has moved it */
async function move(client: SecretsManagerClient, input: UpdateSecretVersionStageCommandInput): Promise<void> {
  try {
    await client.send(new UpdateSecretVersionStageCommand(input));
  } catch (error) {
    if (error instanceof InvalidParameterException) throw new StaleState('a label has moved', { cause: error });
    throw error;
  }
}

const isOlder = ({ CreatedDate: one }: SecretVersionsListEntry, { CreatedDate: other }: SecretVersionsListEntry) =>
  one !== undefined && other !== undefined && one < other;
