import * as z from 'zod';
import { accountClassSchema } from '../accounts/account.ts';
import type { Immutable } from '../immutable.ts';
import { settledFrom } from '../rotation/protocol.ts';
import type { InState } from '../rotation/rotation.ts';

/**
 * A password that we set and that somebody else has changed since: what the vault and the credential hold does not work any more. It is
 * seen in `lastPasswordChangeDateTime`, which needs no licence, and ends when a later rotation of the account is proven.
 */

/** The newest reset of an account that was proven, as far as a later change is compared with it. */
export const provenResetSchema = z.strictObject({
  cycleId: z.string(),
  rotationId: z.string(),
  userPrincipalName: z.string(),
  class: accountClassSchema,
  tenantDisplayName: z.string(),
  /** `lastPasswordChangeDateTime` as it showed the reset. ISO 8601, UTC. */
  passwordChangedAt: z.string(),
  /** When the latest attempt was recorded, by our clock. ISO 8601, UTC. */
  attemptedAt: z.string(),
});
export type ProvenReset = Immutable<z.output<typeof provenResetSchema>>;

export const provenResetOf = ({
  cycleId,
  rotationId,
  account,
  tenantDisplayName,
  state,
}: InState<'current'>): ProvenReset => ({
  cycleId,
  rotationId,
  userPrincipalName: account.userPrincipalName,
  class: account.class,
  tenantDisplayName,
  passwordChangedAt: state.passwordChangedAt,
  attemptedAt: state.attemptedAt,
});

/** A password that is current here, and the reset that set it. */
export interface CurrentPassword {
  readonly tenantId: string;
  readonly accountId: string;
  readonly versionId: string;
  readonly reset: ProvenReset;
}

export const changedElsewhereSchema = z.strictObject({
  ...provenResetSchema.omit({ attemptedAt: true }).shape,
  tenantId: z.string(),
  accountId: z.string(),
  /** The version of the credential that does not work any more. */
  versionId: z.string(),
  /** When somebody else changed the password: as the directory says. ISO 8601, UTC. */
  changedAt: z.string(),
  /** When we saw it. ISO 8601, UTC. */
  seenAt: z.string(),
});
export type ChangedElsewhere = Immutable<z.output<typeof changedElsewhereSchema>>;

/**
 * What the directory shows, where it is a change that is not ours; `undefined` where it is ours, or nothing can be said.
 *
 * A request of ours takes effect until `settledFrom`, fifteen minutes after its attempt, two clocks that differ included: a change
 * within this time counts as ours. A password that somebody changes so soon after our reset is seen at its next change.
 *
 * @param shown  `lastPasswordChangeDateTime`; `undefined`: the directory did not tell
 */
export function changeOfSomebodyElse(
  { tenantId, accountId, versionId, reset }: CurrentPassword,
  shown: string | undefined,
  now: Date,
): ChangedElsewhere | undefined {
  const changed = Date.parse(shown ?? '');
  if (Number.isNaN(changed)) return undefined;
  const ours = Math.max(Date.parse(reset.passwordChangedAt), settledFrom(reset).getTime());
  // An instant of ours that cannot be read proves nothing about theirs.
  if (!(changed > ours)) return undefined;
  const { attemptedAt: _, ...known } = reset;
  return {
    ...known,
    tenantId,
    accountId,
    versionId,
    changedAt: new Date(changed).toISOString(),
    seenAt: now.toISOString(),
  };
}

/** How a tenant was compared with its directory last. */
export const tenantWatchSchema = z.strictObject({
  tenantId: z.string(),
  /** ISO 8601, UTC: when it was tried. */
  at: z.string(),
  /** Why it could not be compared. Left out: it was. */
  problem: z.string().optional(),
});
export type TenantWatch = Immutable<z.output<typeof tenantWatchSchema>>;

/** A little less than a day: a run of every hour must not drift by an hour each day. */
const COMPARED_EACH_MS = 23.5 * 3_600_000;

export const isDue = (last: TenantWatch | undefined, now: Date): boolean =>
  last === undefined || now.getTime() - Date.parse(last.at) >= COMPARED_EACH_MS;
