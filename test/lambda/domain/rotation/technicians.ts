import { GLOBAL_ADMINISTRATOR } from '../../../../lambda/domain/accounts/directory-roles.ts';
import type { DecidingEstate, TechnicianRules } from '../../../../lambda/domain/rotation/approval.ts';
import { ADA, BRUNO, CHIARA, HOME } from './rotations.ts';

/** Who may decide: Ada for all tenants, Bruno for two, Chiara for another one. */
export const estate: DecidingEstate = {
  approvals: { twoPersons: { roles: [GLOBAL_ADMINISTRATOR], tenants: [] } },
  msp: { homeTenantId: HOME },
  technicians: [
    { objectId: ADA, tenants: 'all', ownAccounts: [] },
    { objectId: BRUNO, tenants: ['contoso', 'fabrikam'], ownAccounts: ['bruno.admin@contoso.example'] },
    { objectId: CHIARA, tenants: ['adventure-works'], ownAccounts: [] },
  ],
};

export const contoso = { name: 'contoso', displayName: 'Contoso Ltd' };

export function who(objectId: string): TechnicianRules {
  const technician = estate.technicians.find((each) => each.objectId === objectId);
  if (technician === undefined) throw new Error('the estate has no such technician');
  return technician;
}
