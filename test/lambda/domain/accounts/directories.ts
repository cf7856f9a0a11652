import { type AccountFacts, accountFacts } from '../../../../lambda/domain/accounts/account-facts.ts';
import type { DirectorySnapshot, DirectoryUser, RoleAssignment } from '../../../../lambda/domain/accounts/directory.ts';
import { GLOBAL_ADMINISTRATOR } from '../../../../lambda/domain/accounts/directory-roles.ts';
import type { AdminRules, Decider, TenantRules } from '../../../../lambda/domain/accounts/tenant-rules.ts';

/** Small directories to classify. */

export const TENANT_ID = '8a4c1f0e-3b52-4d67-9c1a-5e2f7b9d0c11';
export const READER = '88d8e3e3-8f55-4a1e-953a-9b9898b8876b';
export const EXCHANGE = '29232cdf-9323-42fd-ade2-1d097af3e4de';
export const SYNC_ROLE = 'd29b2b05-8046-44ba-8758-1e26182fcf32';
export const GROUP = '6a0c0000-0000-4000-8000-00000000000a';
export const OTHER_GROUP = '6a0c0000-0000-4000-8000-00000000000b';
export const CUSTOM_ROLE = '0c0c0c0c-0000-4000-8000-000000000001';

/** Every role but one that only reads. */
export const everyRole: AdminRules = { roles: 'all', ignore: [READER], further: [] };

/** A technician of several tenants. */
export const aDecider = (name: string, changes: Partial<Decider> = {}): Decider => ({
  objectId: `id-of-${name}`,
  name,
  mail: `${name.toLowerCase()}@northwind.example`,
  ownAccounts: [],
  decidesElsewhere: true,
  ...changes,
});

export const aTenant = (changes: Partial<TenantRules> = {}): TenantRules & { readonly tenantId: string } => ({
  tenantId: TENANT_ID,
  name: 'contoso',
  displayName: 'Contoso Ltd',
  breakGlass: { accounts: ['bg1@contoso.onmicrosoft.com'] },
  neverRotate: [],
  serviceAccounts: [
    { userPrincipalNamePrefix: 'svc-' },
    { displayNamePrefix: 'Service' },
    { extensionAttribute: 7, equals: 'rotate' },
    { account: 'printer@contoso.example' },
  ],
  admins: everyRole,
  deciders: [aDecider('Ada')],
  twoPersons: { roles: [], tenants: [] },
  ...changes,
});

/** A plain cloud account; its id is made of its name. */
export const aUser = (name: string, changes: Partial<DirectoryUser> = {}): DirectoryUser => ({
  id: `id-${name}`,
  userPrincipalName: `${name}@contoso.example`,
  displayName: name,
  accountEnabled: true,
  userType: 'Member',
  onPremisesSyncEnabled: false,
  isManagementRestricted: false,
  lastPasswordChangeDateTime: '2026-01-05T05:00:00Z',
  licensed: true,
  extensionAttributes: {},
  securityAttributes: {},
  ...changes,
});

export const breakGlass = aUser('bg1', { userPrincipalName: 'bg1@contoso.onmicrosoft.com' });

export const aRole = (
  principal: DirectoryUser,
  roleDefinitionId: string,
  changes: Partial<RoleAssignment> = {},
): RoleAssignment => ({
  principalId: principal.id,
  roleDefinitionId,
  directoryScopeId: '/',
  path: 'direct',
  ...changes,
});

/** A tenant with its break-glass account, which is Global Administrator, and these users. */
export const aDirectory = (
  users: readonly DirectoryUser[],
  roleAssignments: readonly RoleAssignment[] = [],
  changes: Partial<DirectorySnapshot> = {},
): DirectorySnapshot => ({
  tenantId: TENANT_ID,
  users: [breakGlass, ...users],
  roleDefinitions: [
    { id: GLOBAL_ADMINISTRATOR, templateId: GLOBAL_ADMINISTRATOR, displayName: 'Global Administrator' },
    { id: EXCHANGE, templateId: EXCHANGE, displayName: 'Exchange Administrator' },
    { id: READER, templateId: READER, displayName: 'Directory Readers' },
    { id: SYNC_ROLE, templateId: SYNC_ROLE, displayName: 'Directory Synchronization Accounts' },
    { id: CUSTOM_ROLE, displayName: 'Contoso Password Desk' },
  ],
  roleAssignments: [aRole(breakGlass, GLOBAL_ADMINISTRATOR), ...roleAssignments],
  domains: [
    { name: 'contoso.example', federated: false },
    { name: 'contoso.onmicrosoft.com', federated: false },
    { name: 'fed.example', federated: true },
  ],
  groups: [],
  notes: [],
  unread: [],
  ...changes,
});

/** What discovery would know of a plain account. */
export const theFacts = (user: DirectoryUser, roles: readonly RoleAssignment[] = []): AccountFacts =>
  accountFacts(aDirectory([], roles))(user);

/**
 * What is on record of an account whose facts the test does not ask for. Written out: what a rule makes while this file is loaded, a
 * mutation run must try on every test.
 */
export const someFacts: AccountFacts = { user: aUser('someone'), roles: [], federated: false, groups: [] };
