import {
  ListSecretVersionIdsCommand,
  ResourceNotFoundException,
  type SecretsManagerClient,
  type SecretVersionsListEntry,
} from '@aws-sdk/client-secrets-manager';

/**
 * Label of the version that a rotation is about to apply. It stays there when that version has become current, until the next
 * rotation moves it to its own: taking it off would be one more call of a quota that all accounts share.
 */
export const PENDING = 'AWSPENDING';
const CURRENT = 'AWSCURRENT';

/**
 * Label of a staged version where an earlier rotation's version still is AWSPENDING: that one may be what Entra holds, when
 * its outcome is uncertain, so it keeps its label until a later password is proven (R3).
 */
export const ownPending = (versionId: string) => `PENDING-${versionId}`;
export const isPending = (label: string) => label === PENDING || label.startsWith(ownPending(''));

/** Whether a version with these labels was staged and is not current: Entra may hold it, when its outcome is not known. */
export const isUnsettled = (labels: readonly string[]) => labels.some(isPending) && !labels.includes(CURRENT);

/** Versions of a credential without their values, those without a label included; none when there is no such credential. */
export async function versionsOf(
  client: SecretsManagerClient,
  SecretId: string,
): Promise<readonly SecretVersionsListEntry[]> {
  const versions: SecretVersionsListEntry[] = [];
  let NextToken: string | undefined;
  try {
    do {
      const page = await client.send(new ListSecretVersionIdsCommand({ SecretId, IncludeDeprecated: true, NextToken }));
      versions.push(...(page.Versions ?? []));
      NextToken = page.NextToken || undefined; // an empty token names no page
    } while (NextToken !== undefined);
  } catch (error) {
    if (!(error instanceof ResourceNotFoundException)) throw error;
  }
  return versions;
}
