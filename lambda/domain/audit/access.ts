import * as z from 'zod';
import type { Immutable } from '../immutable.ts';
import { type AuditFact, auditActions } from './audit-record.ts';

/**
 * What people were refused, and when they signed in and out, is recorded in chains of its own: one for each technician, and one for
 * everybody else. Whoever asks without end must not fill the log: of one kind, only the first in ten minutes have records of their
 * own, and one more record says how many there were besides.
 */

/** Whose chain it is, where it is no technician's. */
export const STRANGERS = 'strangers';

/** Refusals of one kind are counted in stretches of this length: often enough to see a flood begin, seldom enough to bound its records. */
const STRETCH_MS = 10 * 60_000;

/**
 * How many of one kind have a record of their own in each stretch. Of refusals: enough for a person who errs. Of sign-ins and sign-outs,
 * which take the home tenant's word for each: more than people need, so that each of theirs has one.
 */
export const RECORDED_EACH = { refused: 5, success: 200 } as const;

/** So many refusals of one kind in one stretch call a person: nobody errs that often. */
export const MANY = 20;

/** A fact about somebody's access. */
export type AccessFact = AuditFact & { readonly accessOf: string; readonly outcome: AccessCount['outcome'] };

/** How often the same was noted in one stretch. */
export const accessCountSchema = z.strictObject({
  /** ISO 8601, UTC: when the stretch began. */
  from: z.string(),
  accessOf: z.string(),
  action: z.enum(auditActions),
  outcome: z.enum(['success', 'refused']),
  /** `-` where the fact has none. */
  reason: z.string(),
  count: z.int(),
  /** How many of the first have no record after all, because their chain was busy. Left out: none. */
  unrecorded: z.int().optional(),
  /** Up to which count records tell. Left out: only single records do. */
  told: z.int().optional(),
});
export type AccessCount = Immutable<z.output<typeof accessCountSchema>>;

const startOf = (instant: Date): Date => new Date(Math.floor(instant.getTime() / STRETCH_MS) * STRETCH_MS);

/** ISO 8601, UTC: when the stretch began that an instant lies in. */
export const stretchOf = (instant: Date): string => startOf(instant).toISOString();

/** When the stretch ends that begins then. */
export const endOf = (from: string): Date => new Date(Date.parse(from) + STRETCH_MS);

/** Stretches that began before this instant have ended, also by a clock that is a minute behind. */
export const endedBefore = (now: Date): string => stretchOf(new Date(now.getTime() - 60_000));

/** How many of a count no record tells of. */
export function notYetTold({ count, outcome, unrecorded = 0, told }: AccessCount): number {
  return Math.max(0, count - (told ?? Math.min(count, RECORDED_EACH[outcome]) - unrecorded));
}
