import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import * as z from 'zod';

/** What a run leaves in its folder, read by who knows the documented layout and nothing else. */

const summarySchema = z.object({
  tenants: z.object({ total: z.int(), failed: z.int() }),
  accounts: z.object({
    discovered: z.int(),
    excluded: z.record(z.string(), z.int()),
    approved: z.int(),
    rotated: z.int(),
    failed: z.int(),
    uncertain: z.int(),
  }),
  links: z.object({ issued: z.int(), revealed: z.int() }),
  audit: z.object({ sealVerified: z.boolean() }),
  cycleId: z.string(),
});

export const summaryIn = (out: string) =>
  summarySchema.parse(JSON.parse(readFileSync(join(out, 'summary.json'), 'utf8')));

const recordSchema = z.object({
  action: z.string(),
  outcome: z.string(),
  account: z.string().nullable(),
  tenant: z.string().nullable(),
  reason: z.string().nullable(),
  detail: z.string().nullable(),
});
export type ExportedRecord = z.output<typeof recordSchema>;

/** The audit records of the export, in the order of their time. */
export async function recordsIn(out: string): Promise<readonly ExportedRecord[]> {
  const connection = await (await DuckDBInstance.create()).connect();
  try {
    const read = await connection.runAndReadAll(
      `SELECT Item.action.S AS action, Item.outcome.S AS outcome, Item.userPrincipalName.S AS account,
              Item.tenantId.S AS tenant, Item.reason.S AS reason, Item.evidence.M.detail.S AS detail
       FROM read_json('${join(out, 'export')}/**/data/*.json.gz', format = 'newline_delimited',
                      maximum_depth = -1, sample_size = -1)
       ORDER BY Item.time.S`,
    );
    return z.array(recordSchema).parse(read.getRowObjectsJson());
  } finally {
    connection.closeSync();
  }
}

const secretSchema = z.object({
  Name: z.string(),
  Versions: z.record(z.string(), z.object({ SecretString: z.string(), VersionStages: z.array(z.string()) })),
});
const contentSchema = z.object({ password: z.string(), userPrincipalName: z.string() });

/** SHA-256 of each account's current password, by user principal name. */
export function currentPasswordHashes(out: string): ReadonlyMap<string, string> {
  const folder = join(out, 'aws', 'secrets-manager');
  const versions = readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .map((file) => secretSchema.parse(JSON.parse(readFileSync(join(folder, file), 'utf8'))))
    .filter(({ Name }) => Name.startsWith('m365/'))
    .flatMap(({ Versions }) => Object.values(Versions));
  return new Map(
    versions
      .filter(({ VersionStages }) => VersionStages.includes('AWSCURRENT'))
      .flatMap(({ SecretString }) => {
        const content = contentSchema.safeParse(JSON.parse(SecretString));
        if (!content.success) return []; // the note that a credential begins with
        const { userPrincipalName, password } = content.data;
        return [[userPrincipalName, createHash('sha256').update(password).digest('hex')] as const];
      }),
  );
}
