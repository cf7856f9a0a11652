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
  /** What could not be read, in words: "PIM: not licensed". Reported, never guessed. */
  readonly notes: readonly string[];
}

/** A user object. `undefined` means that the directory did not tell: such an account is never included. */
export interface DirectoryUser {
  readonly id: string;
  readonly userPrincipalName: string;
  readonly displayName: string;
  readonly accountEnabled?: boolean;
  readonly userType?: string;
  readonly externalUserState?: string;
  readonly onPremisesSyncEnabled?: boolean;
  readonly isManagementRestricted?: boolean;
  readonly identityParentId?: string;
  readonly lastPasswordChangeDateTime?: string;
  readonly passwordPolicies?: string;
  readonly licensed: boolean;
  readonly extensionAttributes: Readonly<Record<string, string>>;
}

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
  readonly federated: boolean;
}

/** One account, read right before the reset. */
export interface LiveAccount {
  readonly user: DirectoryUser;
  /** Those who hold Global Administrator for the whole tenant too, now or eligible; none where the account does not. */
  readonly otherGlobalAdministrators: readonly DirectoryUser[];
  /** Of the account, and of the other Global Administrators. */
  readonly roleAssignments: readonly RoleAssignment[];
  readonly roleDefinitions: DirectorySnapshot['roleDefinitions'];
  readonly domains: readonly DirectoryDomain[];
}
