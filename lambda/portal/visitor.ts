import type { Estate, EstateTenant, Technician } from '../../config/estate.ts';
import { decidesFor } from '../domain/accounts/own-accounts.ts';
import type { Actor } from '../domain/rotation/rotation.ts';
import type { WebSession } from '../domain/sessions/session.ts';
import { compareNames } from '../domain/text/compare-names.ts';

/** A signed-in technician. */
export interface Visitor {
  readonly technician: Technician;
  readonly session: WebSession;
  readonly actor: Actor & { readonly kind: 'technician' };
  /** The tenants that this technician decides for, by their names. */
  readonly tenants: readonly EstateTenant[];
}

/**
 * The technician whom a person's object id and tenant id name. Never matched by mail or user name: those can be changed.
 * @returns `undefined` for everybody whom the estate does not list
 */
export function technicianOf(
  estate: Estate,
  person: { readonly objectId: string; readonly tenantId: string },
): Technician | undefined {
  if (person.tenantId.toLowerCase() !== estate.msp.homeTenantId.toLowerCase()) return undefined;
  return estate.technicians.find(({ objectId }) => objectId.toLowerCase() === person.objectId.toLowerCase());
}

/** Looks the technician up in the estate for each request: one who was removed from it loses access at once, whatever the session says. */
export function visitorOf(estate: Estate, session: WebSession): Visitor | undefined {
  const technician = technicianOf(estate, session);
  if (technician === undefined) return undefined;
  return {
    technician,
    session,
    actor: {
      kind: 'technician',
      objectId: technician.objectId,
      tenantId: estate.msp.homeTenantId,
      name: technician.name,
    },
    tenants: estate.tenants
      .filter((each) => decidesFor(technician, each))
      .toSorted((one, other) => compareNames(one.displayName, other.displayName)),
  };
}
