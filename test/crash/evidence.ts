import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
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

/** All rows of a table. */
async function rowsOf({ cloud }: RunningProduct, tableNames: readonly string[]): Promise<unknown[]> {
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

export async function evidenceOf(product: RunningProduct): Promise<Evidence> {
  const { tables } = product.cloud.declarations;
  const named = (isAudit: boolean) =>
    tables.filter(({ sortKey }) => (sortKey?.type === 'N') === isAudit).map(({ name }) => name);
  const [state, audit] = [await rowsOf(product, named(false)), await rowsOf(product, named(true))];
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

const waiting = z
  .object({ taskToken: z.string() })
  .and(z.union([z.object({ openCount: z.number().positive() }), z.object({ status: z.literal('awaiting-approval') })]));

/** How many workflows wait, with a token in their row: of a cycle, of a tenant, of an account. */
export async function workflowsThatWait(product: RunningProduct): Promise<number> {
  const state = product.cloud.declarations.tables.filter(({ sortKey }) => sortKey?.type !== 'N');
  const rows = await rowsOf(
    product,
    state.map(({ name }) => name),
  );
  return rows.filter((each) => waiting.safeParse(each).success).length;
}

/** Writes the rows of each table into a file of its own, for those who search files: the tables' own files are compressed. */
export async function keepTables(product: RunningProduct, folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  for (const { name, sortKey } of product.cloud.declarations.tables) {
    const file = join(folder, sortKey?.type === 'N' ? 'audit.json' : 'state.json');
    writeFileSync(file, JSON.stringify(await rowsOf(product, [name]), undefined, 1));
  }
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
