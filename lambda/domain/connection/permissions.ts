/** A Graph permission of the kind that an app has by itself, with no user signed in. */
export interface ApplicationPermission {
  readonly name: string;
  /** Id of the app role, which consent and app manifests use. */
  readonly appRoleId: string;
  readonly why: string;
}

/**
 * All permissions that the two app registrations need in each customer's tenant. None of them is wider than its use.
 * The writer may need a directory role there too: `roleNeeded`.
 *
 * @see https://learn.microsoft.com/graph/permissions-reference
 */
export const applicationPermissions: Readonly<Record<'reader' | 'writer', readonly ApplicationPermission[]>> = {
  reader: [
    {
      name: 'User.Read.All',
      appRoleId: 'df021288-bdef-4463-88db-98f22de89214',
      why: 'finds accounts and proves resets',
    },
    {
      name: 'RoleManagement.Read.Directory',
      appRoleId: '483bed4a-2ad3-4361-a73b-c83ccdbdc53c',
      why: 'tells who holds which directory role, active and eligible',
    },
    {
      name: 'GroupMember.Read.All',
      appRoleId: '98830695-27a2-44f7-8c18-0c3ebc9698f6',
      why: 'tells who holds a role through a group',
    },
    { name: 'Domain.Read.All', appRoleId: 'dbb9058a-0e50-45d7-ae91-66909b5d4664', why: 'tells federated domains' },
  ],
  writer: [
    {
      name: 'User-PasswordProfile.ReadWrite.All',
      appRoleId: 'cc117bb9-00cf-4eb8-b580-ea2a878fe8f7',
      why: 'resets passwords; grants no read',
    },
    {
      name: 'User.RevokeSessions.All',
      appRoleId: '77f3a031-c388-4f99-b373-dc68676a979e',
      why: 'signs admins out after a reset',
    },
  ],
};

/** Lets the reader find more accounts, where PIM for Groups is licensed. */
export const groupEligibilityPermission: ApplicationPermission = {
  name: 'PrivilegedEligibilitySchedule.Read.AzureADGroup',
  appRoleId: 'edb419d6-7edc-42a3-9345-509bfdf5d87c',
  why: 'tells who may become a member of a group that holds a role, where PIM for Groups is licensed',
};

/** Tells people more about accounts, and decides about none. */
export const unitNamesPermission: ApplicationPermission = {
  name: 'AdministrativeUnit.Read.All',
  appRoleId: '134fd756-38ce-4afd-ba33-e9623dbe66c2',
  why: 'tells the names of administrative units for which roles are held',
};

/** Wider than its use: it opens all registrations of apps. So it is named, and never asked for. */
export const appNamesPermission: ApplicationPermission = {
  name: 'Application.Read.All',
  appRoleId: '9a5d68dd-52b0-4cc2-bd40-abcf44ac3a30',
  why: 'tells the names of apps for which roles are held',
};

/** Shows phone numbers and devices of all users as well: for the MSP that wants the whole drill. */
export const emergencyMethodsPermission: ApplicationPermission = {
  name: 'UserAuthenticationMethod.Read.All',
  appRoleId: '38d9df27-64da-44fd-b7c5-a6fbac20248f',
  why: 'tells the break-glass drill whether a passkey is registered',
};

/** Permissions that let the reader read more, and only in some tenants. */
export const optionalPermissions: readonly ApplicationPermission[] = [
  groupEligibilityPermission,
  unitNamesPermission,
  appNamesPermission,
  emergencyMethodsPermission,
];

/** Opens a property of users, and the directory audit, where the tenant is licensed for P1. */
export const signInPermission: ApplicationPermission = {
  name: 'AuditLog.Read.All',
  appRoleId: 'b0afded3-3588-46d8-8b3d-9842eff778da',
  why: 'tells when an account signed in last, and lets `audit reconcile` see who reset passwords, where P1 is licensed',
};

/** Needed by the reader in tenants whose estate chooses accounts by a custom security attribute, and in no other. */
export const securityAttributePermission: ApplicationPermission = {
  name: 'CustomSecAttributeAssignment.Read.All',
  appRoleId: '3b37c5a4-1226-493d-bec3-5d6c6b866f3f',
  why: 'reads the custom security attributes by which the estate chooses accounts',
};
