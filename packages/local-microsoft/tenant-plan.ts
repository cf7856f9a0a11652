import type { BuiltInRole } from './built-in-roles.ts';
import type { Domain, RoleSchedule, Tenant, User } from './tenant.ts';

/** One role of an account, by the role's name. */
export interface HeldRole {
  /** A built-in role's name, or the id of a custom one. */
  readonly role: BuiltInRole | { readonly custom: string };
  /** `/`, the whole tenant, if left out. */
  readonly scope?: string;
  /** Must be activated first. */
  readonly eligible?: boolean;
  /** Left out: assigned, with no end. */
  readonly schedule?: RoleSchedule;
}

/** An account, and what is unusual about it. */
export interface AccountPlan {
  /** UPN. */
  readonly upn: string;
  readonly name: string;
  readonly roles?: readonly (BuiltInRole | HeldRole)[];
  readonly fields?: Partial<User>;
}

export interface TenantPlan {
  readonly tenantId: string;
  readonly name: string;
  readonly displayName: string;
  /** Besides the initial one and the default one. */
  readonly furtherDomains?: readonly Pick<Domain, 'id' | 'authenticationType'>[];
  readonly licence: Tenant['licence'];
  readonly accounts: readonly AccountPlan[];
  /** Members are named by UPN, or by a group's name. */
  readonly groups?: readonly {
    readonly name: string;
    readonly members: readonly string[];
    /** Makes it a role-assignable group. */
    readonly roles?: readonly (BuiltInRole | HeldRole)[];
    readonly owners?: readonly string[];
    /** Members once they activate it. */
    readonly eligible?: readonly string[];
  }[];
  readonly customRoles?: Tenant['customRoles'];
  readonly administrativeUnits?: Tenant['administrativeUnits'];
  readonly servicePrincipals?: Tenant['servicePrincipals'];
  /** Roles of apps and of partners' groups. */
  readonly otherAssignments?: readonly {
    readonly principal: string;
    readonly role: BuiltInRole;
    readonly organizationId?: string;
  }[];
  readonly largestPage?: number;
  /** Permissions of the reader that only some tenants consented to. */
  readonly furtherPermissions?: readonly string[];
}
