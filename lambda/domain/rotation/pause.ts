import * as z from 'zod';
import { type AccountClass, accountClassSchema } from '../accounts/account.ts';
import type { Immutable } from '../immutable.ts';
import { actorSchema } from './rotation.ts';

/** What a pause stops: everything, one tenant, one class of accounts in all tenants, or one tenant in one cycle, as its contact may ask. */
export const pauseScopeSchema = z.discriminatedUnion('of', [
  z.strictObject({ of: z.literal('everything') }),
  z.strictObject({ of: z.literal('tenant'), tenantId: z.string() }),
  z.strictObject({ of: z.literal('class'), class: accountClassSchema }),
  z.strictObject({ of: z.literal('tenant-in-cycle'), cycleId: z.string(), tenantId: z.string() }),
]);
export type PauseScope = Immutable<z.output<typeof pauseScopeSchema>>;

/** A switch that is on: nothing in its scope is reset, an emergency neither. */
export const pauseSchema = z.strictObject({
  scope: pauseScopeSchema,
  /** ISO 8601, UTC. */
  since: z.string(),
  /** ISO 8601, UTC: afterwards there is nothing left that it could stop. Left out: a person ends it. */
  until: z.string().optional(),
  by: actorSchema,
  /** Why, in the words of who set it. */
  reason: z.string(),
});
export type Pause = Immutable<z.output<typeof pauseSchema>>;

/** What a pause is asked about. */
export interface PausedAccount {
  readonly cycleId: string;
  readonly tenantId: string;
  readonly class: AccountClass;
}

/** The scopes that stop the resets of an account, the widest one first. */
export const scopesOver = (account: PausedAccount): readonly PauseScope[] => [
  { of: 'everything' },
  { of: 'class', class: account.class },
  { of: 'tenant', tenantId: account.tenantId },
  { of: 'tenant-in-cycle', cycleId: account.cycleId, tenantId: account.tenantId },
];

/** Tells scopes apart; names a pause's row. */
export function scopeId(scope: PauseScope): string {
  switch (scope.of) {
    case 'everything':
      return 'everything';
    case 'tenant':
      return `tenant#${scope.tenantId}`;
    case 'class':
      return `class#${scope.class}`;
    case 'tenant-in-cycle':
      return `tenant-in-cycle#${scope.cycleId}#${scope.tenantId}`;
  }
}

/** The pause that stops the resets of an account now, the widest one where there are several; `undefined`: none does. */
export function pausedBy(pauses: readonly Pause[], account: PausedAccount, now: Date): Pause | undefined {
  const ids = scopesOver(account).map(scopeId);
  return ids.flatMap((id) => stillOn(pauses, now).filter(({ scope }) => scopeId(scope) === id)).at(0);
}

/** Whether a pause can still stop anything. */
export const mayStopSomething = ({ until }: Pick<Pause, 'until'>, now: Date): boolean =>
  until === undefined || new Date(until) > now;

/** Without contacts' stops whose approvals have lapsed: their rows stay for 90 days, on. */
export const stillOn = (pauses: readonly Pause[], now: Date): readonly Pause[] =>
  pauses.filter((each) => mayStopSomething(each, now));

const MS_PER_MINUTE = 60_000;
const SOONEST_MS = 5 * MS_PER_MINUTE;
const LATEST_MS = 30 * MS_PER_MINUTE;

/**
 * When a rotation looks again whether its pause has ended. A short pause is noticed soon; a long one is looked at seldom, since each look
 * costs transitions: a week takes about 350 looks.
 */
export function nextLook({ since }: Pick<Pause, 'since'>, now: Date): Date {
  const age = now.getTime() - Date.parse(since);
  return new Date(now.getTime() + Math.min(Math.max(age / 4, SOONEST_MS), LATEST_MS));
}
