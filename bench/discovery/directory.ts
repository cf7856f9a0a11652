/** A tenant of about thirty accounts, made from its number: twelve roles in use, one of them held through a group. */

const id = (tenant: number, kind: string, n: number) =>
  `${String(tenant).padStart(8, '0')}-${kind}-4000-8000-${String(n).padStart(12, '0')}`;

export const tenantIdOf = (tenant: number): string => id(tenant, '0000', 0);
export const tenantNumberOf = (tenantId: string): number => Number(tenantId.slice(0, 8));

const USERS = 30;
/** The first one is Global Administrator; each of the others is held by one of the next accounts. */
const roleTemplates = [
  '62e90394-69f5-4237-9190-012177145e10',
  '29232cdf-9323-42fd-ade2-1d097af3e4de',
  'f28a1f50-f6e7-4571-818b-6a12f2af6b6c',
  '69091246-20e8-4a56-aa4d-066075b2a7a8',
  'fe930be7-5e62-47db-91af-98c3a49a38b1',
  '729827e3-9c14-49f7-bb1b-9608f156bbb8',
  '194ae4cb-b126-40b2-bd5b-6091b380977d',
  '3a2c62db-5318-420d-8d74-23affee5d9d5',
  'b0f54661-2d74-4c50-afa3-1ec803f12efe',
  '9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3',
  'b1be1c3e-b65d-4f19-8427-f6fa0d97feb9',
  '7be44c8a-adaf-4e2a-84d6-ab2649e08a13',
];
/** Held through the group. */
const GROUP_ROLE = 5;
const GROUP_MEMBERS = [1, 2, 6];

export interface BenchDirectory {
  readonly tenantId: string;
  readonly users: readonly { readonly id: string; readonly userPrincipalName: string }[];
  readonly roleDefinitions: readonly object[];
  readonly roleAssignments: readonly object[];
  readonly groups: readonly object[];
  readonly groupUserIds: readonly string[];
  readonly domains: readonly object[];
  /** Ids of the users who hold a role, by the role's id. */
  readonly holders: ReadonlyMap<string, readonly string[]>;
}

export function directoryOf(tenant: number): BenchDirectory {
  const domain = `tenant-${tenant}.example`;
  const users = Array.from({ length: USERS }, (_, n) => ({
    id: id(tenant, '0001', n),
    userPrincipalName: n === 0 ? `bg1@${domain}` : `${n > 26 ? 'svc-' : 'user-'}${n}@${domain}`,
    displayName: `Account ${n}`,
    accountEnabled: n % 10 !== 9,
    userType: 'Member',
    externalUserState: null,
    onPremisesSyncEnabled: n % 7 === 3 ? true : null,
    onPremisesExtensionAttributes: { extensionAttribute1: null, extensionAttribute7: null },
    isManagementRestricted: null,
    identityParentId: null,
    lastPasswordChangeDateTime: '2026-01-05T05:00:00Z',
    passwordPolicies: null,
    signInActivity: { lastSuccessfulSignInDateTime: '2026-11-20T05:00:00Z' },
    assignedLicenses: [{ skuId: 'cbdc14ab-d96c-4c30-b9f4-6ada7cdc1d46', disabledPlans: [] }],
  }));
  const groupId = id(tenant, '0002', 0);
  const userId = (n: number) => users[n]?.id ?? '';
  const groupUserIds = GROUP_MEMBERS.map(userId);
  const direct = roleTemplates.map((_, n) => (n === 0 ? [userId(0), userId(1)] : [userId(n % 8)]));
  return {
    tenantId: tenantIdOf(tenant),
    users,
    groupUserIds,
    roleDefinitions: roleTemplates.map((each, n) => ({ id: each, templateId: each, displayName: `Role ${n}` })),
    roleAssignments: roleTemplates.flatMap((roleDefinitionId, n) =>
      (n === GROUP_ROLE ? [groupId] : (direct[n] ?? [])).map((principalId) => ({
        id: `${roleDefinitionId}-${principalId}`,
        principalId,
        roleDefinitionId,
        directoryScopeId: '/',
        principalOrganizationId: tenantIdOf(tenant),
      })),
    ),
    groups: [{ id: groupId, displayName: 'Help desk' }],
    domains: [{ id: domain, authenticationType: 'Managed' }],
    holders: new Map(roleTemplates.map((each, n) => [each, n === GROUP_ROLE ? groupUserIds : (direct[n] ?? [])])),
  };
}
