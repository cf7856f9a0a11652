/** One simulated customer tenant, in the words of Graph. */
export interface Tenant {
  readonly tenantId: string;
  /** Short name, as in `<name>.onmicrosoft.com`. */
  readonly name: string;
  readonly displayName: string;
  readonly domains: readonly Domain[];
  readonly users: readonly User[];
  readonly groups: readonly Group[];
  /** Besides the built-in ones. */
  readonly customRoles: readonly { readonly id: string; readonly displayName: string }[];
  readonly roleAssignments: readonly RoleAssignment[];
  /** Roles that must be activated first; they exist only with a P2 licence. */
  readonly eligibilities: readonly RoleAssignment[];
  readonly licence: 'none' | 'P1' | 'P2';
  readonly administrativeUnits: readonly Named[];
  /** Besides those of our own apps. */
  readonly servicePrincipals: readonly Named[];
  /** What the tenant's administrator consented to. An app that is missing was never consented to. */
  readonly apps: { readonly reader?: ConsentedApp; readonly writer?: ConsentedApp };
  /** Graph may give fewer rows than `$top` asks for. */
  readonly largestPage?: number;
}

export interface ConsentedApp {
  /** Of the service principal in this tenant. */
  readonly objectId: string;
  /** Application permissions, such as `User.Read.All`. */
  readonly permissions: readonly string[];
  /** Whether it may sign in; `true` if left out. */
  readonly enabled?: boolean;
}

export interface Named {
  readonly id: string;
  readonly displayName: string;
}

export interface Domain {
  readonly id: string;
  readonly authenticationType: 'Managed' | 'Federated';
  readonly isInitial: boolean;
  readonly isDefault: boolean;
}

/** The properties that the simulated Graph knows, with Graph's names and types. */
export interface User {
  readonly id: string;
  readonly userPrincipalName: string;
  readonly displayName: string | null;
  readonly givenName: string | null;
  readonly surname: string | null;
  readonly mail: string | null;
  readonly mailNickname: string;
  readonly jobTitle: string | null;
  readonly department: string | null;
  readonly employeeType: string | null;
  readonly businessPhones: readonly string[];
  readonly mobilePhone: string | null;
  readonly officeLocation: string | null;
  readonly preferredLanguage: string | null;
  readonly usageLocation: string | null;
  readonly accountEnabled: boolean | null;
  /** `null` on accounts that are older than the property. */
  readonly userType: 'Member' | 'Guest' | null;
  readonly externalUserState: string | null;
  readonly creationType: string | null;
  readonly createdDateTime: string;
  /** `true`: synchronized; `false`: was; `null`: never. */
  readonly onPremisesSyncEnabled: boolean | null;
  readonly onPremisesExtensionAttributes: Readonly<Record<string, string | null>> | null;
  readonly isManagementRestricted: boolean | null;
  readonly identityParentId: string | null;
  readonly lastPasswordChangeDateTime: string | null;
  readonly signInSessionsValidFromDateTime: string;
  readonly passwordPolicies: string | null;
  /** `null`: no sign-in on record. */
  readonly signInActivity: SignInActivity | null;
  readonly assignedLicenses: readonly { readonly skuId: string; readonly disabledPlans: readonly string[] }[] | null;
  /** Values by attribute set and attribute; `null`: none was ever given. */
  readonly customSecurityAttributes: Readonly<
    Record<string, Readonly<Record<string, string | readonly string[]>>>
  > | null;
  /** Left out: a password alone. */
  readonly authenticationMethods?: readonly AuthenticationMethod[];
  /** Certificates that are bound to the account by name; `null`: none ever was. */
  readonly authorizationInfo: { readonly certificateUserIds: readonly string[] } | null;
  /** Properties that Graph leaves out of its answers, though they were selected. */
  readonly leftOut?: readonly string[];
}

/** As in `#microsoft.graph.fido2AuthenticationMethod`. */
export type AuthenticationMethod = 'password' | 'phone' | 'fido2' | 'microsoftAuthenticator' | 'softwareOath';

export interface SignInActivity {
  /** Attempts of a person, failed ones too. */
  readonly lastSignInDateTime: string | null;
  /** Attempts of programs, failed ones too. */
  readonly lastNonInteractiveSignInDateTime: string | null;
  readonly lastSuccessfulSignInDateTime: string | null;
}

export interface Group {
  readonly id: string;
  readonly displayName: string;
  readonly isAssignableToRole: boolean;
  /** Users and groups. */
  readonly memberIds: readonly string[];
  /** Owners of a role-assignable group are protected like its members. */
  readonly ownerIds: readonly string[];
  /** Who may become a member by PIM for Groups, which exists only with a P2 licence. */
  readonly eligibleMemberIds: readonly string[];
}

export interface RoleAssignment {
  readonly id: string;
  readonly principalId: string;
  readonly roleDefinitionId: string;
  readonly directoryScopeId: string;
  /** Another tenant's id where a partner holds the role. */
  readonly principalOrganizationId: string;
  /** How PIM knows it. Left out: assigned, with no end. */
  readonly schedule?: RoleSchedule;
}

export interface RoleSchedule {
  readonly assignmentType: 'Assigned' | 'Activated';
  /** `null`: it has none. */
  readonly endDateTime: string | null;
}
