import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { RunningProduct } from '../../local/running-product.ts';

/** What a run has left in the tables and in Secrets Manager, read as an operator would. */

/** All rows of some tables. */
export async function rowsOf({ cloud }: RunningProduct, tableNames: readonly string[]): Promise<unknown[]> {
  const client = DynamoDBDocumentClient.from(
    new DynamoDBClient({
      endpoint: cloud.addresses.aws,
      region: cloud.declarations.region,
      credentials: { accessKeyId: 'operator', secretAccessKey: 'none' },
    }),
  );
  const items: unknown[] = [];
  for (const TableName of tableNames) {
    let start: Record<string, unknown> | undefined;
    do {
      const page = await client.send(new ScanCommand({ TableName, ExclusiveStartKey: start, ConsistentRead: true }));
      items.push(...(page.Items ?? []));
      start = page.LastEvaluatedKey;
    } while (start !== undefined);
  }
  client.destroy();
  return items;
}

const versionList = z.object({
  Versions: z.array(z.object({ VersionId: z.string(), VersionStages: z.array(z.string()).default([]) })),
});
const secretValue = z.object({ SecretString: z.string() });
/** A credential begins with a note: there is no password in that version. */
const content = z.object({ password: z.string().optional() });

export interface StoredVersion {
  readonly versionId: string;
  readonly labels: readonly string[];
  readonly password: string;
}

/** All versions of an account's credential that hold a password; none when it has none yet. */
export async function versionsOf(
  product: RunningProduct,
  tenantId: string,
  accountId: string,
): Promise<StoredVersion[]> {
  const SecretId = `m365/${tenantId}/${accountId}`;
  const call = (action: string, input: Record<string, unknown>) =>
    product.cloud.dispatch({ service: 'secretsmanager', action, input, principal: { kind: 'operator' } });
  const listed = await call('ListSecretVersionIds', { SecretId }).catch(() => ({ Versions: [] }));
  const versions: StoredVersion[] = [];
  for (const { VersionId, VersionStages } of versionList.parse(listed).Versions) {
    const { SecretString } = secretValue.parse(await call('GetSecretValue', { SecretId, VersionId }));
    const { password } = content.parse(JSON.parse(SecretString));
    if (password !== undefined) versions.push({ versionId: VersionId, labels: VersionStages, password });
  }
  return versions;
}
