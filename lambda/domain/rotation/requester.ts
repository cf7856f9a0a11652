import * as z from 'zod';
import { decidesFor } from '../accounts/own-accounts.ts';
import type { NamedTenant, TechnicianRules } from './approval.ts';
import type { Actor } from './rotation.ts';

/** ARN of an operator, as the command claims; CloudTrail has the proof. IAM gives none above 2,048 characters: paths of users may be long. */
export const operatorArnSchema = z.string().min(1).max(2_048);

/**
 * Who asks for a cycle, or that a rotation is tried again, as the input of a workflow says. It is a claim: whoever may start the
 * workflow writes it. It names who is on record, and it approves nothing (R1).
 */
const person = [
  operatorArnSchema,
  /** Object id of a technician who pressed a button. The portal has recorded it before, with where the request came from. */
  z.strictObject({ technician: z.uuid() }),
] as const;

export const personSchema = z.union(person);
export const requesterSchema = z.union([...person, z.strictObject({ rule: z.literal('rotateAfterReveal') })]);
export type Requester = z.output<typeof requesterSchema>;

export interface RequestedEstate {
  readonly msp: { readonly homeTenantId: string };
  readonly technicians: readonly (TechnicianRules & { readonly name: string })[];
}

const technicianIn = ({ technicians }: RequestedEstate, objectId: string) =>
  technicians.find((each) => each.objectId === objectId.toLowerCase());

/** How records name who asks. A technician has the name that the estate gives; somebody whom the estate does not have is unknown. */
export function requesterActor(requester: Requester, estate: RequestedEstate): Actor {
  if (typeof requester === 'string') return { kind: 'operator', name: requester };
  if ('rule' in requester) return { kind: 'system', name: `the rule ${requester.rule}` };
  const technician = technicianIn(estate, requester.technician);
  if (technician === undefined) return { kind: 'unknown' };
  const { objectId, name } = technician;
  return { kind: 'technician', objectId, tenantId: estate.msp.homeTenantId, name };
}

/**
 * Why somebody may not ask for something in these tenants; `undefined`: nothing stands against it. An operator has rights in AWS, and the
 * estate's rule holds for all tenants: both may ask everywhere.
 */
export function requestProblem(
  requester: Requester,
  tenants: readonly NamedTenant[],
  estate: RequestedEstate,
): string | undefined {
  if (typeof requester === 'string' || 'rule' in requester) return undefined;
  const technician = technicianIn(estate, requester.technician);
  if (technician === undefined) return 'Whoever asked is not a technician of this estate.';
  const other = tenants.find((each) => !decidesFor(technician, each));
  return other === undefined ? undefined : `Whoever asked does not decide for ${other.name}.`;
}
