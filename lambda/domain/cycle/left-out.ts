import * as z from 'zod';
import type { Immutable } from '../immutable.ts';
import { counted } from '../text/counted.ts';

const count = z.int().min(0);

/** Tenants that have a cycle's schedule, and that the cycle leaves out. */
export const leftOutSchema = z.strictObject({
  onHold: count,
  blackedOut: count,
  /** The first ones: a row must stay small. */
  tenants: z
    .array(
      z.strictObject({
        tenantId: z.string(),
        displayName: z.string(),
        why: z.enum(['on-hold', 'black-out']),
        /** Why there is a black-out. */
        reason: z.string().optional(),
        /** The day to which the start is moved, such as `2027-01-07`. Left out: to the next start of the schedule. */
        to: z.string().optional(),
      }),
    )
    .max(100),
});
export type LeftOut = Immutable<z.output<typeof leftOutSchema>>;
type LeftOutTenant = LeftOut['tenants'][number];

/** @returns `undefined`: none is left out */
export function leftOutOf(tenants: readonly LeftOutTenant[]): LeftOut | undefined {
  if (tenants.length === 0) return undefined;
  const onHold = tenants.filter(({ why }) => why === 'on-hold').length;
  return { onHold, blackedOut: tenants.length - onHold, tenants: tenants.slice(0, 100) };
}

/** Where one starts that is left out, for records and people. */
export const leftOutWords = ({ why, reason, to }: Pick<LeftOutTenant, 'why' | 'reason' | 'to'>): string =>
  why === 'on-hold'
    ? 'on hold until a dry run was looked at and it is released'
    : `${reason ?? 'black-out'}; ${to === undefined ? 'the next start of the schedule is for it again' : `moved to ${to}`}`;

const MOST_LINES = 20;

/** A line for each tenant that a cycle leaves out, and how those on hold take part: none, where there is none. */
export function leftOutLines(leftOut: LeftOut | undefined): readonly string[] {
  if (leftOut === undefined) return [];
  const { tenants, onHold, blackedOut } = leftOut;
  const shown = tenants.slice(0, MOST_LINES);
  const more = onHold + blackedOut - shown.length;
  return [
    ...shown.map((each) => `${each.displayName}: ${leftOutWords(each)}`),
    ...(more === 0 ? [] : [`and ${counted(more, 'more tenant')}: their timelines say why`]),
    ...(onHold === 0 ? [] : [HOW_TO_RELEASE]),
  ];
}

const HOW_TO_RELEASE =
  'To release: rotation start --dry-run --schedule <name>, look at what it would rotate, then rotation release --tenant <name> --reason "…".';
