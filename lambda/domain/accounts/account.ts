import * as z from 'zod';
import type { Immutable } from '../immutable.ts';
import { accountFactsSchema } from './account-facts.ts';
import { exclusionReasons } from './exclusion-reasons.ts';

export const accountClassSchema = z.enum(['admin', 'service']);
export type AccountClass = z.output<typeof accountClassSchema>;

/** The last sign-in that the directory keeps, where its licence and the reader's permissions open it. It decides about nothing. */
export const lastSignInSchema = z.discriminatedUnion('kind', [
  /** ISO 8601, UTC: it succeeded, by a person or by a program. */
  z.strictObject({ kind: z.literal('succeeded'), at: z.string() }),
  /** ISO 8601, UTC: whether it succeeded was not told. */
  z.strictObject({ kind: z.literal('attempted'), at: z.string() }),
  z.strictObject({ kind: z.literal('none-on-record') }),
]);
export type LastSignIn = Immutable<z.output<typeof lastSignInSchema>>;

/** Why an account is rotated. `scope` is the directory scope of the role: `/` is the whole tenant. */
export const inclusionReasonSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('role'),
    role: z.string(),
    roleTemplateId: z.string().optional(),
    /** A custom role's own id: it has no template. */
    customRoleId: z.string().optional(),
    scope: z.string(),
    /** What the directory calls the unit or app of `scope`. Left out: the whole tenant, or the name was not told. */
    scopeName: z.string().optional(),
    /** For how many further scopes it holds the same role in the same way. Left out: none. */
    furtherScopes: z.int().min(1).optional(),
    path: z.string(),
    privileged: z.boolean(),
  }),
  z.strictObject({ kind: z.literal('matcher'), matcher: z.string() }),
]);
export type InclusionReason = Immutable<z.output<typeof inclusionReasonSchema>>;

export const includedAccountSchema = z.strictObject({
  accountId: z.string(),
  userPrincipalName: z.string(),
  displayName: z.string(),
  class: accountClassSchema,
  reasons: z.array(inclusionReasonSchema),
  /** Holds Global Administrator, actively. */
  globalAdministrator: z.boolean(),
  /** Other Global Administrators. One of their accounts must be unlocked while this one is rotated. Left out: it needs none. */
  standIns: z.array(z.string()).optional(),
  /** `lastPasswordChangeDateTime` as the directory showed it, ISO 8601. */
  passwordChangedAt: z.string().optional(),
  /** Whether Entra never expires this password. */
  passwordNeverExpires: z.boolean(),
  /** Left out: not known, because the tenant has no licence for it or the reader no permission. */
  lastSignIn: lastSignInSchema.optional(),
  /** What may break when its password changes: the notes of the estate that fit it. Left out: none does. */
  dependants: z.array(z.string()).optional(),
  /** The facts that discovery read. The guard at staging, which cannot read the directory, decides by them. */
  observed: accountFactsSchema,
});
export type IncludedAccount = Immutable<z.output<typeof includedAccountSchema>>;

/** As plans and dry runs show it. */
export const plannedAccountSchema = includedAccountSchema.omit({ observed: true });
export type PlannedAccount = Immutable<z.output<typeof plannedAccountSchema>>;

export const excludedAccountSchema = z.strictObject({
  accountId: z.string(),
  userPrincipalName: z.string(),
  displayName: z.string(),
  class: accountClassSchema,
  reason: z.enum(exclusionReasons),
  /** `lastPasswordChangeDateTime` as the directory showed it, ISO 8601. Left out: it did not. */
  passwordChangedAt: z.string().optional(),
  /** What stands behind the reason, and what to do about it, in sentences. Left out: the reason says enough. */
  details: z.array(z.string()).optional(),
});
export type ExcludedAccount = Immutable<z.output<typeof excludedAccountSchema>>;
