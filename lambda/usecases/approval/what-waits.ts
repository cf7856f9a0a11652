import type { Estate, EstateTenant, Technician } from '../../../config/estate.ts';
import { barredSentence, decidesFor } from '../../domain/accounts/own-accounts.ts';
import { mapConcurrently } from '../../domain/concurrency.ts';
import type { Cycle, TenantInCycle } from '../../domain/cycle/cycle.ts';
import { askedAbout, decidersOf, phaseAt } from '../../domain/rotation/asking.ts';
import { type InState, isIn, type Rotation } from '../../domain/rotation/rotation.ts';
import type { CycleStore } from '../../ports/cycle.ts';
import type { RotationStore } from '../../ports/rotation.ts';

export type Waiting = InState<'awaiting-approval'>;

/** A tenant with accounts that wait for a decision. */
export interface WaitingTenant {
  readonly tenant: EstateTenant;
  readonly waiting: readonly Waiting[];
}

/** What waits for decisions in a cycle. */
export interface WhatWaits {
  readonly cycle: Cycle;
  readonly tenants: readonly WaitingTenant[];
  /** How many tenants are still being read. */
  readonly unread: number;
}

export interface WhatWaitsPorts {
  readonly cycles: Pick<CycleStore, 'find' | 'tenantsOf'>;
  readonly rotations: Pick<RotationStore, 'ofTenant'>;
  readonly estate: Estate;
}

/** @returns `undefined` where there is no such cycle, or it waits for nobody: it is closed, or a dry run */
export async function readWhatWaits(ports: WhatWaitsPorts, cycleId: string): Promise<WhatWaits | undefined> {
  const cycle = await ports.cycles.find(cycleId);
  if (cycle === undefined || cycle.status === 'closed' || cycle.dryRun) return undefined;
  const rows = await ports.cycles.tenantsOf(cycleId);
  const tenants = await mapConcurrently(rows.filter(isRead), async ({ tenantId }) =>
    waitingIn(ports.estate, tenantId, await ports.rotations.ofTenant(cycleId, tenantId)),
  );
  return { cycle, tenants: tenants.flat().toSorted(byName), unread: rows.filter((each) => !isRead(each)).length };
}

const byName = ({ tenant: a }: WaitingTenant, { tenant: b }: WaitingTenant) =>
  a.displayName.localeCompare(b.displayName, 'en');

const isRead = ({ status }: TenantInCycle) => status !== 'pending';

/** A tenant that the estate has no more, or with nothing that waits, is left out. */
export function waitingIn(estate: Estate, tenantId: string, rotations: readonly Rotation[]): readonly WaitingTenant[] {
  const tenant = estate.tenants.find((each) => each.tenantId === tenantId);
  const waiting = rotations.filter((each): each is Waiting => isIn(each, 'awaiting-approval'));
  return tenant === undefined || waiting.length === 0 ? [] : [{ tenant, waiting }];
}

/**
 * What a technician is asked about now, by tenant.
 * @param phase  another one than it is now
 */
export const askedOf = (
  what: WhatWaits,
  technician: Technician,
  estate: Estate,
  now: Date,
  phase = phaseAt(what.cycle, now),
) =>
  only(theirs(what, technician), ({ tenant }, rotation) =>
    askedAbout(rotation, tenant, estate, phase, now).includes(technician),
  );

/** What a technician can still decide about, asked or not, by tenant. */
export const openTo = (what: Pick<WhatWaits, 'tenants'>, technician: Technician, now: Date) =>
  only(theirs(what, technician), ({ tenant }, rotation) => decidersOf(rotation, tenant, [technician], now).length > 0);

/** Told by tenant before any account is looked at: of a thousand tenants a technician decides for some. */
const theirs = ({ tenants }: Pick<WhatWaits, 'tenants'>, technician: Technician) =>
  tenants.filter(({ tenant }) => decidesFor(technician, tenant));

function only(
  tenants: readonly WaitingTenant[],
  keeps: (waiting: WaitingTenant, rotation: Waiting) => boolean,
): readonly WaitingTenant[] {
  return tenants.flatMap((each) => {
    const waiting = each.waiting.filter((rotation) => keeps(each, rotation));
    return waiting.length === 0 ? [] : [{ ...each, waiting }];
  });
}

/** Why other technicians are not asked about accounts of a tenant, for those who are. */
export function barredNotes({ technicians }: Estate, waiting: readonly Waiting[]): readonly string[] {
  const barred = waiting.flatMap((each) => each.barred ?? []);
  return technicians.flatMap(({ objectId, name }) => {
    const named = barred.find((each) => each.objectId === objectId)?.named;
    return named === undefined ? [] : [barredSentence({ objectId, name, named })];
  });
}
