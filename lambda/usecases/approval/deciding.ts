import type { Estate, EstateTenant, Technician } from '../../../config/estate.ts';
import type { RotationKey } from '../../domain/identifiers.ts';
import type { Refusal } from '../../domain/rotation/approval.ts';
import type { Rotation } from '../../domain/rotation/rotation.ts';
import type { Now } from '../../ports/clock.ts';
import type { RotationStore } from '../../ports/rotation.ts';
import type { ActingTechnician } from '../facts.ts';

export interface DecidingPorts {
  readonly rotations: Pick<RotationStore, 'find'>;
  readonly estate: Estate;
  readonly now: Now;
}

/** Nothing was changed; the refusal has a sentence for the technician. */
export interface RefusedDecision {
  readonly outcome: 'refused';
  readonly refusal: Refusal;
  /** As it is; left out where the technician may not know of it. */
  readonly rotation?: Rotation;
}

interface Found {
  readonly outcome: 'found';
  readonly technician: Technician;
  readonly tenant: EstateTenant;
  readonly rotation: Rotation;
}

/** What a technician wants to decide about. A stranger learns nothing about it. */
export async function findDecidable(
  { rotations, estate }: DecidingPorts,
  by: ActingTechnician,
  key: RotationKey,
): Promise<Found | RefusedDecision> {
  const technician = estate.technicians.find((each) => each.objectId === by.actor.objectId);
  const tenant = estate.tenants.find((each) => each.tenantId === key.tenantId);
  const rotation = await rotations.find(key);
  if (technician === undefined || tenant === undefined || rotation === undefined) {
    const sentence = 'There is no such approval for you.';
    return { outcome: 'refused', refusal: { allowed: false, reason: 'other-tenant', sentence } };
  }
  return { outcome: 'found', technician, tenant, rotation };
}
