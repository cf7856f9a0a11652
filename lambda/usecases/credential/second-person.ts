import type { Estate } from '../../../config/estate.ts';
import { decidesFor } from '../../domain/accounts/own-accounts.ts';
import type { CredentialLink } from '../../domain/credential/link.ts';
import { mustNotDecide } from '../../domain/rotation/approval.ts';
import type { RotationStore } from '../../ports/rotation.ts';
import type { ActingTechnician } from '../facts.ts';
import { isFor } from './credential-links.ts';

export interface SecondPersonPorts {
  readonly rotations: Pick<RotationStore, 'find'>;
  readonly estate: Estate;
}

/**
 * Whether this technician may agree to the further link that the recipient of this one asked for: one who decides for the tenant, is
 * not the recipient, and of whom it is known not to own the account.
 */
export async function isSecondPerson(
  { rotations, estate }: SecondPersonPorts,
  by: ActingTechnician,
  link: CredentialLink,
): Promise<boolean> {
  const { state, tenantId } = link;
  if (!estate.approvals.renewalNeedsSecondPerson || isFor(link, by)) return false;
  if (state.status === 'revoked' || state.askedAt === undefined) return false;
  const technician = estate.technicians.find(({ objectId }) => objectId === by.actor.objectId);
  const tenant = estate.tenants.find((each) => each.tenantId === tenantId);
  const rotation = await rotations.find(link);
  if (technician === undefined || tenant === undefined || rotation === undefined) return false;
  return decidesFor(technician, tenant) && mustNotDecide(technician, rotation, tenant) === undefined;
}
