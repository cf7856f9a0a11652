import * as z from 'zod';
import { accountClassSchema } from '../accounts/account.ts';
import type { Immutable } from '../immutable.ts';
import { cycleDigestSchema, cycleSealSchema } from './cycle-digest.ts';
import { leftOutSchema } from './left-out.ts';
import { onlyTheseSchema } from './only-these.ts';

const count = z.int().min(0);

/** The totals of a cycle, or of a tenant in it. */
export const totalsSchema = z.strictObject({
  tenants: count,
  tenantsFailed: count,
  accountsSeen: count,
  excluded: z.record(z.string(), count),
  approved: count,
  rejected: count,
  expired: count,
  rotated: count,
  failed: count,
  uncertain: count,
  linksIssued: count,
});
export type Totals = Immutable<z.output<typeof totalsSchema>>;

/** One run of a schedule. */
export const cycleSchema = z.strictObject({
  cycleId: z.string(),
  schedule: z.string(),
  class: accountClassSchema,
  /** ISO 8601, UTC: the instant that the schedule named. */
  scheduledFor: z.string(),
  openedAt: z.string(),
  /** Deadline of all its approvals. */
  decideBefore: z.string(),
  /** The execution that opened it: a retry of the same execution goes on, another execution ends without doing anything. */
  executionId: z.string(),
  dryRun: z.boolean(),
  /** Started by hand for these alone; left out: for the whole estate. */
  only: onlyTheseSchema.optional(),
  /** Tenants that have the schedule, and that it leaves out. Left out: none. */
  leftOut: leftOutSchema.optional(),
  /** Who started it by hand, as recorded, and why. Left out: its schedule did. */
  requested: z.strictObject({ by: z.string(), reason: z.string() }).optional(),
  /** Whether accounts are compromised: see `emergency` of a rotation. Left out: no. */
  emergency: z.boolean().optional(),
  /** Where its pages are, without a slash at the end. */
  portalUrl: z.string().optional(),
  status: z.enum(['open', 'closed']),
  closedAt: z.string().optional(),
  totals: totalsSchema.optional(),
  /** Who approved, and how old passwords were and are, when it was closed. */
  digest: cycleDigestSchema.optional(),
  /** Its seal, once it has one. */
  seal: cycleSealSchema.optional(),
  /** Why it has none. */
  unsealed: z.string().optional(),
  /** Why it was closed before its tenants were done; left out: its workflow went to the end. */
  failure: z.string().optional(),
});
export type Cycle = Immutable<z.output<typeof cycleSchema>>;

/** One tenant in one cycle. */
export const tenantInCycleSchema = z.strictObject({
  cycleId: z.string(),
  tenantId: z.string(),
  displayName: z.string(),
  status: z.enum(['pending', 'discovered', 'closed', 'failed']),
  /** All user accounts that discovery saw. */
  accountsSeen: z.int(),
  /** How many were left out, by reason. */
  excluded: z.record(z.string(), z.int()),
  rotations: z.int(),
  /** Rotations whose outcome is not recorded yet. */
  openCount: z.int(),
  /** Rotations that stand at this end now. A count changes when a rotation is reopened or settled. Left out: none. */
  rotated: z.int().optional(),
  failed: z.int().optional(),
  uncertain: z.int().optional(),
  rejected: z.int().optional(),
  expired: z.int().optional(),
  /** New passwords that wait for the vault, are in it, and were given up. Left out: none. */
  vaultQueued: z.int().optional(),
  vaultWritten: z.int().optional(),
  vaultGivenUp: z.int().optional(),
  /** What a person should know about its directory, in sentences. */
  problems: z.array(z.string()).optional(),
  /** Why the tenant as a whole failed. */
  failure: z.string().optional(),
  /** Number of the ticket in the PSA, once it exists. */
  ticket: z.string().optional(),
});
export type TenantInCycle = Immutable<z.output<typeof tenantInCycleSchema>>;
