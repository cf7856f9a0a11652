import * as z from 'zod';
import type { Immutable } from '../immutable.ts';

/** What one read of a tenant's directory showed. Everything that the classification needs, and nothing else. */
export interface DirectorySnapshot {
  readonly tenantId: string;
  readonly users: readonly DirectoryUser[];
  readonly roleDefinitions: readonly {
    readonly id: string;
    readonly templateId?: string;
    readonly displayName: string;
  }[];
  readonly roleAssignments: readonly RoleAssignment[];
  readonly domains: readonly DirectoryDomain[];
  /** The groups that were asked for. One that is not among them was not read: nothing is known of it. */
  readonly groups: readonly DirectoryGroup[];
  /** The tenant's Entra ID plan; `undefined`: the directory did not return it. */
  readonly licence?: Licence;
  /** Remarks about this tenant, in sentences: "PIM: not licensed…". */
  readonly notes: readonly string[];
  /** What may exist and could not be read, in sentences. Reported, never guessed. */
  readonly unread: readonly string[];
  /** Graph's id of the request that opened the tenant. */
  readonly graphRequestId?: string;
}

export type Licence = 'none' | 'P1' | 'P2';

/** A user object. `undefined` means that the directory did not return the property: such an account is never included. */
export const directoryUserSchema = z.strictObject({
  id: z.string(),
  userPrincipalName: z.string(),
  displayName: z.string().optional(),
  accountEnabled: z.boolean().optional(),
  userType: z.string().optional(),
  externalUserState: z.string().optional(),
  onPremisesSyncEnabled: z.boolean().optional(),
  isManagementRestricted: z.boolean().optional(),
  identityParentId: z.string().optional(),
  lastPasswordChangeDateTime: z.string().optional(),
  passwordPolicies: z.string().optional(),
  department: z.string().optional(),
  jobTitle: z.string().optional(),
  employeeType: z.string().optional(),
  licensed: z.boolean(),
  extensionAttributes: z.record(z.string(), z.string()),
  /** Values by `<attribute set>.<attribute>`; empty where they were not asked for, or may not be read. */
  securityAttributes: z.record(z.string(), z.array(z.string())),
});
export type DirectoryUser = Immutable<z.output<typeof directoryUserSchema>>;

export interface RoleAssignment {
  readonly principalId: string;
  readonly roleDefinitionId: string;
  readonly directoryScopeId: string;
  readonly principalOrganizationId?: string;
  /** How the principal holds it: `direct`, or `via group <name>`, with `, eligible` where it must be activated first. */
  readonly path: string;
}

export interface DirectoryDomain {
  readonly name: string;
  /** `undefined`: the directory did not return it. */
  readonly federated?: boolean;
}

/** A group that the estate names. */
export interface DirectoryGroup {
  readonly id: string;
  /** Object ids of its users, including those of groups inside it; `undefined`: the directory has no such group. */
  readonly memberIds?: readonly string[];
}

/** One account, read right before the reset. The role assignments are its own and those of the other Global Administrators. */
export interface LiveAccount
  extends Pick<DirectorySnapshot, 'tenantId' | 'roleAssignments' | 'roleDefinitions' | 'domains' | 'groups'> {
  readonly user: DirectoryUser;
  /** The other users who hold Global Administrator for the whole tenant, active or eligible; empty where the account does not hold it. */
  readonly otherGlobalAdministrators: readonly DirectoryUser[];
}
