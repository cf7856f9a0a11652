import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { RunningProduct } from '../../local/running-product.ts';
import type { StormAccount } from './storm-estate.ts';

const rotationRow = z.object({
  sk: z.string().startsWith('rotation#'),
  tenantId: z.string(),
  accountId: z.string(),
  rotationId: z.string(),
  closed: z.boolean(),
  state: z.looseObject({ status: z.string(), reason: z.string().optional() }),
});
export type RotationRow = z.output<typeof rotationRow>;

const reveal = z.object({
  action: z.literal('link.revealed'),
  evidence: z.object({ linkFingerprint: z.string() }),
});

/** What the tables tell, read as an operator reads them. */
export async function tablesOf({ cloud }: RunningProduct) {
  const client = DynamoDBDocumentClient.from(
    new DynamoDBClient({
      endpoint: cloud.addresses.aws,
      region: cloud.declarations.region,
      credentials: { accessKeyId: 'operator', secretAccessKey: 'none' },
    }),
  );
  const rows: unknown[] = [];
  for (const { name } of cloud.declarations.tables) {
    let start: Record<string, unknown> | undefined;
    do {
      const page = await client.send(
        new ScanCommand({ TableName: name, ExclusiveStartKey: start, ConsistentRead: true }),
      );
      rows.push(...(page.Items ?? []));
      start = page.LastEvaluatedKey;
    } while (start !== undefined);
  }
  client.destroy();
  const parsed = <T>(schema: z.ZodType<T>) =>
    rows.flatMap((row) => {
      const { success, data } = schema.safeParse(row);
      return success ? [data] : [];
    });
  return { rotations: parsed(rotationRow), reveals: parsed(reveal).map((each) => each.evidence.linkFingerprint) };
}

const versionList = z.object({
  Versions: z.array(z.object({ VersionId: z.string(), VersionStages: z.array(z.string()).default([]) })),
});
const secretValue = z.object({ SecretString: z.string() });
const content = z.object({ password: z.string().optional() });

export interface WorkingVersion {
  readonly versionId: string;
  readonly labels: readonly string[];
}

/** The labelled version of an account's credential whose password works; `undefined`: none. */
export async function workingVersion(
  { cloud, microsoft }: RunningProduct,
  { tenantId, accountId }: StormAccount,
): Promise<WorkingVersion | undefined> {
  const SecretId = `m365/${tenantId}/${accountId}`;
  const call = (action: string, input: Record<string, unknown>) =>
    cloud.dispatch({ service: 'secretsmanager', action, input, principal: { kind: 'operator' } });
  const listed = await call('ListSecretVersionIds', { SecretId }).catch(() => ({ Versions: [] }));
  for (const { VersionId, VersionStages } of versionList.parse(listed).Versions) {
    const { SecretString } = secretValue.parse(await call('GetSecretValue', { SecretId, VersionId }));
    const { password } = content.parse(JSON.parse(SecretString));
    if (password === undefined || VersionStages.length === 0) continue;
    if (await microsoft.isEffective(tenantId, accountId, password))
      return { versionId: VersionId, labels: VersionStages };
  }
  return undefined;
}

const passwordFile = z.object({ passwords: z.record(z.string(), z.unknown()) });

/** Accounts whose password was changed, as the simulated Entra has it: `<tenant>/<account>`. */
export function changedAccounts(out: string): ReadonlySet<string> {
  const text = readFileSync(join(out, 'microsoft', 'passwords.json'), 'utf8');
  return new Set(Object.keys(passwordFile.parse(JSON.parse(text)).passwords));
}
