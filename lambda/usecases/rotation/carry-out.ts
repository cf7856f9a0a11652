import { changeWindowOf } from '../../../config/change-window.ts';
import type { Estate } from '../../../config/estate.ts';
import { lapsesAt } from '../../domain/rotation/approval.ts';
import { closesFrom, isOpen, opensFrom } from '../../domain/rotation/change-window.ts';
import { nextLook, pausedBy } from '../../domain/rotation/pause.ts';
import type { Rotation } from '../../domain/rotation/rotation.ts';
import { localTime } from '../../domain/text/local-time.ts';
import type { Now } from '../../ports/clock.ts';
import type { PauseStore } from '../../ports/pause.ts';

export interface CarryOutPorts {
  readonly pauses: Pick<PauseStore, 'over'>;
  readonly estate: Estate;
  readonly now: Now;
}

/** Why an approved reset must not be carried out at this moment, and when to ask again. */
export type NotYet =
  /** Somebody paused it; the pause ends when a person ends it, so that only a look can tell. */
  | { readonly because: 'paused'; readonly seconds: number; readonly sentence: string }
  /** `until`: ISO 8601, UTC. */
  | { readonly because: 'window-closed'; readonly until: string; readonly sentence: string };

type Due = Pick<
  Rotation,
  'cycleId' | 'tenantId' | 'rotationId' | 'emergency' | 'decideBefore' | 'carryOutBefore' | 'account'
>;

/** A wait is never shorter, whatever clocks say: two that differ must not ask each other in circles. */
const SHORTEST_MS = 60_000;

/** Whether an approved reset must wait; `undefined`: it may be carried out now. An emergency waits for no window, and for every pause. */
export async function notYet(ports: CarryOutPorts, rotation: Due): Promise<NotYet | undefined> {
  const of = { cycleId: rotation.cycleId, tenantId: rotation.tenantId, class: rotation.account.class };
  const over = await ports.pauses.over(of);
  const now = ports.now();
  const pause = pausedBy(over, of, now);
  if (pause !== undefined) {
    const again = soonEnough(nextLook(pause, now), rotation, now);
    const seconds = Math.ceil((again.getTime() - now.getTime()) / 1000);
    return { because: 'paused', seconds, sentence: `resets are paused since ${pause.since}: ${pause.reason}` };
  }
  const window = windowOf(ports.estate, rotation);
  if (window === undefined || isOpen(window, now)) return undefined;
  const opens = opensFrom(window, now);
  const until = soonEnough(spread(rotation, opens, closesFrom(window, opens)), rotation, now).toISOString();
  return {
    because: 'window-closed',
    until,
    sentence: `the change window of the tenant opens next at ${opens.toISOString()}`,
  };
}

/**
 * For pages: from when on a reset that is approved now is carried out, as far as the tenant's change window goes. `undefined`: at once.
 * A pause has no end that anybody knows: pages tell it beside this.
 */
export function carriedOutFrom(
  estate: Estate,
  rotation: Pick<Rotation, 'tenantId' | 'emergency'>,
  now: Date,
): Date | undefined {
  const window = windowOf(estate, rotation);
  return window === undefined || isOpen(window, now) ? undefined : opensFrom(window, now);
}

/** As `carriedOutFrom`, and how it is written by the clocks of the tenant's change window. */
export function carriedOutFromThere(
  estate: Estate,
  rotation: Pick<Rotation, 'tenantId' | 'emergency'>,
  now: Date,
): { readonly from: Date; readonly there: string } | undefined {
  const from = carriedOutFrom(estate, rotation, now);
  const window = windowOf(estate, rotation);
  return from === undefined || window === undefined ? undefined : { from, there: localTime(from, window.timeZone) };
}

function windowOf(estate: Estate, { tenantId, emergency = false }: Pick<Rotation, 'tenantId' | 'emergency'>) {
  const tenant = estate.tenants.find((each) => each.tenantId === tenantId);
  return tenant === undefined || emergency ? undefined : changeWindowOf(estate, tenant);
}

/** Longest time over which the resets of a window begin. */
const SPREAD_MS = 10 * 60_000;

/** Not all accounts at the same instant: each one at its own within the first quarter of the window, at most ten minutes. */
function spread({ rotationId }: Due, opens: Date, closes: Date): Date {
  const share = Number.parseInt(rotationId.slice(0, 8), 16) / 2 ** 32;
  return new Date(opens.getTime() + share * Math.min((closes.getTime() - opens.getTime()) / 4, SPREAD_MS));
}

/** At least a minute from now; and not long after the approval has lapsed, which must be told then. */
function soonEnough(wanted: Date, rotation: Due, now: Date): Date {
  const lapsed = lapsesAt(rotation).getTime() + SHORTEST_MS;
  return new Date(Math.max(Math.min(wanted.getTime(), lapsed), now.getTime() + SHORTEST_MS));
}
