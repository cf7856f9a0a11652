import * as z from 'zod';
import type { ExcludedAccount } from '../accounts/account.ts';
import type { Immutable } from '../immutable.ts';
import { isIn, type Rotation } from '../rotation/rotation.ts';

const count = z.int().min(0);

/** What a closed cycle is asked about later, in so few numbers that nobody has to read its accounts again. */
export const cycleDigestSchema = z.strictObject({
  /** Who approved, whoever approved most in front. */
  approvers: z.array(
    z.strictObject({
      objectId: z.string(),
      name: z.string(),
      approved: count,
      /** How many of them needed another technician too, and had one. */
      together: count,
    }),
  ),
  /** Accounts that two technicians approved: each stands with both of them. */
  byTwo: count,
  ages: z.strictObject({
    /** When the oldest password was set, ISO 8601, among the accounts that the cycle was to rotate: before it. Left out: not known. */
    oldestBefore: z.string().optional(),
    /** The same when it was closed. */
    oldestAfter: z.string().optional(),
    /** Accounts whose age the directory did not tell, and which have no new password. */
    unknown: count,
  }),
  /** Accounts of the cycle's class that were left out, and whose passwords were older than a year when it was closed. */
  oldLeftOut: count,
});
export type CycleDigest = Immutable<z.output<typeof cycleDigestSchema>>;

/** The checkpoint that seals a cycle, as its row names it. The checkpoint itself is in the audit bucket. */
export const cycleSealSchema = z.strictObject({
  /** Its hash: SHA-256, hex. */
  hash: z.string(),
  /** Left out: an earlier version sealed the cycle, with a seal of its own. */
  number: z.int().positive().optional(),
  /** How many chains of audit records end in it: all there are. Of a seal of an earlier version: those that the cycle touched. */
  chains: count,
});
export type CycleSeal = Immutable<z.output<typeof cycleSealSchema>>;

const YEAR_MS = 365 * 86_400_000;

/** @param at  when the cycle is closed */
export function digestOf(
  rotations: readonly Rotation[],
  exclusions: readonly Pick<ExcludedAccount, 'passwordChangedAt'>[],
  at: Date,
): CycleDigest {
  const before = rotations.map(({ account }) => account.passwordChangedAt);
  const after = rotations.map(({ account, state }) =>
    'passwordChangedAt' in state ? state.passwordChangedAt : account.passwordChangedAt,
  );
  const [oldestBefore, oldestAfter] = [oldestOf(before), oldestOf(after)];
  return {
    ...approvals(rotations),
    ages: {
      ...(oldestBefore === undefined ? {} : { oldestBefore }),
      ...(oldestAfter === undefined ? {} : { oldestAfter }),
      unknown: after.filter((each) => each === undefined).length,
    },
    oldLeftOut: exclusions.filter(
      ({ passwordChangedAt }) =>
        passwordChangedAt !== undefined && Date.parse(passwordChangedAt) < at.getTime() - YEAR_MS,
    ).length,
  };
}

const oldestOf = (instants: readonly (string | undefined)[]): string | undefined =>
  instants
    .flatMap((each) => (each === undefined ? [] : [each]))
    .toSorted((one, other) => Date.parse(one) - Date.parse(other))[0];

function approvals(rotations: readonly Rotation[]): Pick<CycleDigest, 'approvers' | 'byTwo'> {
  const byId = new Map<string, CycleDigest['approvers'][number]>();
  let byTwo = 0;
  for (const rotation of rotations) {
    if (isIn(rotation, 'rejected') || !('decision' in rotation.state)) continue;
    const { decision } = rotation.state;
    if (decision === undefined) continue;
    if (decision.second !== undefined) byTwo += 1;
    for (const { by } of [decision, ...(decision.second === undefined ? [] : [decision.second])]) {
      const { approved, together } = byId.get(by.objectId) ?? { approved: 0, together: 0 };
      byId.set(by.objectId, {
        objectId: by.objectId,
        name: by.name,
        approved: approved + 1,
        together: together + (decision.second === undefined ? 0 : 1),
      });
    }
  }
  return { approvers: [...byId.values()].toSorted((one, other) => other.approved - one.approved), byTwo };
}
