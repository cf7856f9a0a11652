import type { Auditor, Estate, EstateTenant, Technician } from '../../config/estate.ts';
import { decidesFor } from '../domain/accounts/own-accounts.ts';
import type { Actor } from '../domain/rotation/rotation.ts';
import type { WebSession } from '../domain/sessions/session.ts';
import { compareNames } from '../domain/text/compare-names.ts';

interface SignedIn {
  readonly session: WebSession;
  /** The tenants that this person decides for, or reads about, by their names. */
  readonly tenants: readonly EstateTenant[];
}

/** A technician decides, collects passwords and starts things. */
export interface TechnicianVisitor extends SignedIn {
  readonly role: 'technician';
  readonly technician: Technician;
  readonly actor: Actor & { readonly kind: 'technician' };
}

/** An auditor reads what is recorded about some tenants, decides nothing and sees no password. */
export interface AuditorVisitor extends SignedIn {
  readonly role: 'auditor';
  readonly auditor: Auditor;
  readonly actor: Actor & { readonly kind: 'auditor' };
}

/** Somebody who is signed in. What a page shows depends on the role: one that takes a technician does not compile with this. */
export type Visitor = TechnicianVisitor | AuditorVisitor;

/** Whether what is told of the whole estate is for this person: auditors of some tenants read about those alone. */
export const seesWholeEstate = (visitor: Visitor): boolean =>
  visitor.role === 'technician' || visitor.auditor.tenants === 'all';

interface Person {
  readonly objectId: string;
  readonly tenantId: string;
}

export type ListedPerson =
  | { readonly role: 'technician'; readonly technician: Technician }
  | { readonly role: 'auditor'; readonly auditor: Auditor };

/**
 * Whom of the estate a person's object id and tenant id name. Never matched by mail or user name: those can be changed. Who is listed
 * twice, which the estate's contradictions refuse, is a technician: a role must not depend on the order of lists.
 * @returns `undefined` for everybody whom the estate does not list
 */
export function listedPerson(estate: Estate, person: Person): ListedPerson | undefined {
  if (person.tenantId.toLowerCase() !== estate.msp.homeTenantId.toLowerCase()) return undefined;
  const isMeant = ({ objectId }: { readonly objectId: string }) =>
    objectId.toLowerCase() === person.objectId.toLowerCase();
  const technician = estate.technicians.find(isMeant);
  if (technician !== undefined) return { role: 'technician', technician };
  const auditor = estate.auditors.find(isMeant);
  return auditor === undefined ? undefined : { role: 'auditor', auditor };
}

/** Who acts, as records name it. */
export const technicianActor = (estate: Estate, { objectId, name }: Technician): TechnicianVisitor['actor'] => ({
  kind: 'technician',
  objectId,
  tenantId: estate.msp.homeTenantId,
  name,
});

export const auditorActor = (estate: Estate, { objectId, name }: Auditor): AuditorVisitor['actor'] => ({
  kind: 'auditor',
  objectId,
  tenantId: estate.msp.homeTenantId,
  name,
});

/** Looks the person up in the estate for each request: one who was removed from it loses access at once, whatever the session says. */
export function visitorOf(estate: Estate, session: WebSession): Visitor | undefined {
  const listed = listedPerson(estate, session);
  if (listed === undefined) return undefined;
  const tenantsOf = (lists: Parameters<typeof decidesFor>[0]) =>
    estate.tenants
      .filter((each) => decidesFor(lists, each))
      .toSorted((one, other) => compareNames(one.displayName, other.displayName));
  return listed.role === 'technician'
    ? { ...listed, session, tenants: tenantsOf(listed.technician), actor: technicianActor(estate, listed.technician) }
    : { ...listed, session, tenants: tenantsOf(listed.auditor), actor: auditorActor(estate, listed.auditor) };
}
