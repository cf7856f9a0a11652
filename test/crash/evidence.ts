import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { RunningProduct } from '../../local/running-product.ts';

/** What a run left in the tables and in Secrets Manager, read as an operator would. */
const rotation = z.object({
  cycleId: z.string(),
  tenantId: z.string(),
  accountId: z.string(),
  rotationId: z.string(),
  status: z.string(),
  closed: z.boolean(),
  revision: z.int(),
  state: z.looseObject({ status: z.string(), versionId: z.string().optional() }),
});
export type RotationRow = z.output<typeof rotation>;

const auditRecord = z.object({
  chain: z.string(),
  sequence: z.number(),
  action: z.string(),
  time: z.string(),
  cycleId: z.string().optional(),
  rotationId: z.string().optional(),
  actor: z.looseObject({ kind: z.string() }),
  evidence: z.object({ linkFingerprint: z.string().optional() }).optional(),
});
export type AuditRow = z.output<typeof auditRecord>;

export interface Evidence {
  readonly rotations: readonly RotationRow[];
  readonly audit: readonly AuditRow[];
}

export async function evidenceOf({ cloud }: RunningProduct): Promise<Evidence> {
  const client = DynamoDBDocumentClient.from(
    new DynamoDBClient({
      endpoint: cloud.addresses.aws,
      region: cloud.declarations.region,
      credentials: { accessKeyId: 'operator', secretAccessKey: 'none' },
    }),
  );
  const { tables } = cloud.declarations;
  const all = async (isAudit: boolean): Promise<unknown[]> => {
    const TableName = tables.find(({ sortKey }) => (sortKey?.type === 'N') === isAudit)?.name;
    const items: unknown[] = [];
    let start: Record<string, unknown> | undefined;
    do {
      const page = await client.send(new ScanCommand({ TableName, ExclusiveStartKey: start, ConsistentRead: true }));
      items.push(...(page.Items ?? []));
      start = page.LastEvaluatedKey;
    } while (start !== undefined);
    return items;
  };
  const state = await all(false);
  const audit = await all(true);
  client.destroy();
  return {
    rotations: state.flatMap((each) => {
      const parsed = z
        .object({ sk: z.string().startsWith('rotation#') })
        .and(rotation)
        .safeParse(each);
      return parsed.success ? [parsed.data] : [];
    }),
    audit: audit.map((each) => auditRecord.parse(each)),
  };
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

/** All versions of an account's credential that carry a label; none when it has none yet. */
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
