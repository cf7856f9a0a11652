import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import type { RunningProduct } from '../../local/running-product.ts';
import { rowsOf, type StoredVersion, versionsOf } from '../../test/runs/left-by-run.ts';
import type { StormAccount } from './storm-estate.ts';

const rotationRow = z.object({
  sk: z.string().startsWith('rotation#'),
  tenantId: z.string(),
  accountId: z.string(),
  rotationId: z.string(),
  closed: z.boolean(),
  /** What it was when its cycle counted it: an uncertain one may settle later. */
  countedAs: z.string().optional(),
  state: z.looseObject({ status: z.string(), reason: z.string().optional() }),
});
export type RotationRow = z.output<typeof rotationRow>;

const tenantRow = z.object({
  sk: z.string().startsWith('tenant#'),
  status: z.string(),
  failure: z.string().optional(),
});

const reveal = z.object({
  action: z.literal('link.revealed'),
  evidence: z.object({ linkFingerprint: z.string() }),
});

/** What the tables tell. */
export async function tablesOf(product: RunningProduct) {
  const rows = await rowsOf(
    product,
    product.cloud.declarations.tables.map(({ name }) => name),
  );
  const parsed = <T>(schema: z.ZodType<T>) =>
    rows.flatMap((row) => {
      const { success, data } = schema.safeParse(row);
      return success ? [data] : [];
    });
  return {
    rotations: parsed(rotationRow),
    tenants: parsed(tenantRow),
    reveals: parsed(reveal).map((each) => each.evidence.linkFingerprint),
  };
}

/** Without its password: figures are written to files. */
export type WorkingVersion = Omit<StoredVersion, 'password'>;

/** The labelled version of an account's credential whose password works; `undefined`: none. */
export async function workingVersion(
  product: RunningProduct,
  { tenantId, accountId }: StormAccount,
): Promise<WorkingVersion | undefined> {
  for (const { password, ...version } of await versionsOf(product, tenantId, accountId)) {
    if (version.labels.length > 0 && (await product.microsoft.isEffective(tenantId, accountId, password)))
      return version;
  }
  return undefined;
}

const passwordLine = z.object({ account: z.string(), password: z.unknown().optional() });

/** Accounts whose password was changed, as the simulated Entra has it: `<tenant>/<account>`. */
export function changedAccounts(out: string): ReadonlySet<string> {
  const lines = readFileSync(join(out, 'microsoft', 'passwords.jsonl'), 'utf8')
    .trimEnd()
    .split('\n');
  const changes = lines.filter((line) => line !== '').map((line) => passwordLine.parse(JSON.parse(line)));
  return new Set(changes.filter(({ password }) => password !== undefined).map(({ account }) => account));
}
