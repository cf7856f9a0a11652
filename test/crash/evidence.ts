import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import type { RunningProduct } from '../../local/running-product.ts';
import { rowsOf } from '../runs/left-by-run.ts';

/** What a run left in the tables. */
const rotation = z.object({
  cycleId: z.string(),
  tenantId: z.string(),
  accountId: z.string(),
  rotationId: z.string(),
  status: z.string(),
  closed: z.boolean(),
  revision: z.int(),
  state: z.looseObject({ status: z.string(), versionId: z.string().optional() }),
  vault: z.looseObject({ status: z.string() }).optional(),
});
export type RotationRow = z.output<typeof rotation>;

const auditRecord = z.object({
  chain: z.string(),
  sequence: z.number(),
  action: z.string(),
  reason: z.string().optional(),
  time: z.string(),
  cycleId: z.string().optional(),
  rotationId: z.string().optional(),
  actor: z.looseObject({ kind: z.string() }),
  evidence: z.object({ linkFingerprint: z.string().optional() }).optional(),
});
export type AuditRow = z.output<typeof auditRecord>;

const tenant = z.object({
  sk: z.string().startsWith('tenant#'),
  cycleId: z.string(),
  tenantId: z.string(),
  /** `pending`: it is still being read. */
  status: z.string(),
});

export interface Evidence {
  readonly tenants: readonly z.output<typeof tenant>[];
  readonly rotations: readonly RotationRow[];
  readonly audit: readonly AuditRow[];
}

export async function evidenceOf(product: RunningProduct): Promise<Evidence> {
  const { tables } = product.cloud.declarations;
  const named = (isAudit: boolean) =>
    tables.filter(({ sortKey }) => (sortKey?.type === 'N') === isAudit).map(({ name }) => name);
  const [state, audit] = [await rowsOf(product, named(false)), await rowsOf(product, named(true))];
  return {
    tenants: state.flatMap((each) => tenant.safeParse(each).data ?? []),
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
    const kind = sortKey === undefined ? 'estates' : sortKey.type === 'N' ? 'audit' : 'state';
    const file = join(folder, `${kind}.json`);
    writeFileSync(file, JSON.stringify(await rowsOf(product, [name]), undefined, 1));
  }
}
