/**
 * Customers' directories as Microsoft documents them, written without a look at the product: nothing here is imported from it
 * or from its own simulation. Property names and shapes: https://learn.microsoft.com/graph/api/resources/user and the pages of
 * `unifiedRoleAssignment`, `unifiedRoleDefinition`, `unifiedRoleEligibilityScheduleInstance`, `group` and `domain`.
 */

export type Row = Readonly<Record<string, unknown>>;

export interface ForeignTenant {
  readonly tenantId: string;
  /** Without the licence for PIM, its lists answer 400. */
  readonly premiumP2: boolean;
  readonly domains: Row[];
  readonly users: Map<string, Row>;
  readonly roleDefinitions: Row[];
  readonly roleAssignments: Row[];
  readonly eligibilities: Row[];
  readonly groups: Row[];
  /** Ids of users and groups in each group, by the group's id. */
  readonly members: Map<string, readonly string[]>;
}

/** Role templates, by their documented ids. */
export const role = {
  globalAdministrator: '62e90394-69f5-4237-9190-012177145e10',
  exchangeAdministrator: '29232cdf-9323-42fd-ade2-1d097af3e4de',
  helpdeskAdministrator: '729827e3-9c14-49f7-bb1b-9608f156bbb8',
  userAdministrator: 'fe930be7-5e62-47db-91af-98c3a49a38b1',
  directoryReaders: '88d8e3e3-8f55-4a1e-953a-9b9898b8876b',
  directorySynchronizationAccounts: 'd29b2b05-8046-44ba-8758-1e26182fcf32',
} as const;

/** A custom role has an id of its own and no template. */
export const CUSTOM_ROLE = 'c0570000-0000-4000-8000-00000000c057';
const UNIT = '/administrativeUnits/a0000000-0000-4000-8000-0000000000a0';

let made = 0;
/** Ids that look like Microsoft's; every one is new. */
export const newId = (): string => {
  made += 1;
  return `f0e1d2c3-0000-4000-9000-${made.toString(16).padStart(12, '0')}`;
};

/** A plain member of the tenant, with what a newer Graph may add that nobody has heard of. */
function user(name: string, domain: string, more: Row = {}): Row {
  return {
    id: newId(),
    userPrincipalName: `${name}@${domain}`,
    displayName: `${name} (${domain})`,
    accountEnabled: true,
    userType: 'Member',
    externalUserState: null,
    onPremisesSyncEnabled: null,
    onPremisesExtensionAttributes: { extensionAttribute1: null, extensionAttribute7: null },
    isManagementRestricted: null,
    identityParentId: null,
    lastPasswordChangeDateTime: '2026-03-01T09:00:00Z',
    passwordPolicies: null,
    assignedLicenses: [{ skuId: 'c7df2760-2c81-4ef7-b578-5b5392b571df', disabledPlans: [] }],
    signInActivity: {
      lastSignInDateTime: '2026-11-01T09:00:00Z',
      lastSignInRequestId: '00000000-0000-0000-0000-000000000000',
    },
    riskState2031: { level: 'none', '@odata.type': '#microsoft.graph.futureRisk' },
    ...more,
  };
}

/** What is to become of an account, and why: by user principal name. */
export type Truth = Map<string, 'rotated' | 'left-out'>;

interface Made {
  readonly tenant: ForeignTenant;
  readonly truth: Truth;
  add(name: string, lot: 'rotated' | 'left-out', roles: readonly string[], more?: Row, domain?: string): Row;
}

function empty(tenantId: string, domain: string, premiumP2: boolean): Made {
  const definition = (displayName: string, id: string, isBuiltIn = true): Row => ({
    id,
    templateId: isBuiltIn ? id : null,
    displayName,
    isBuiltIn,
    isEnabled: true,
    description: null,
  });
  const tenant: ForeignTenant = {
    tenantId,
    premiumP2,
    domains: [
      { id: domain, authenticationType: 'Managed', isDefault: true, isRoot: true, supportedServices: ['Email'] },
      { id: `adfs.${domain}`, authenticationType: 'Federated', isDefault: false, isRoot: true },
    ],
    users: new Map(),
    roleDefinitions: [
      ...Object.entries(role).map(([name, id]) => definition(name.replace(/([A-Z])/g, ' $1').trim(), id)),
      definition('Tier 1 Operators', CUSTOM_ROLE, false),
    ],
    roleAssignments: [],
    eligibilities: [],
    groups: [],
    members: new Map(),
  };
  const truth: Truth = new Map();
  const add: Made['add'] = (name, lot, roles, more = {}, suffix = domain) => {
    const added = user(name, suffix, more);
    tenant.users.set(String(added.id), added);
    truth.set(String(added.userPrincipalName), lot);
    for (const each of roles) assign(tenant, String(added.id), each);
    return added;
  };
  // Two break-glass accounts, as Microsoft advises.
  for (const name of ['bg1', 'bg2']) add(name, 'left-out', [role.globalAdministrator]);
  // People without a role: most of every directory.
  for (const name of ['anna', 'bert', 'cleo', 'dora']) add(name, 'left-out', []);
  return { tenant, truth, add };
}

export function assign(tenant: ForeignTenant, principalId: string, roleDefinitionId: string, more: Row = {}): void {
  tenant.roleAssignments.push({
    id: newId(),
    principalId,
    roleDefinitionId,
    directoryScopeId: '/',
    appScopeId: null,
    condition: null,
    principalOrganizationId: tenant.tenantId,
    ...more,
  });
}

/** A tenant with every awkward kind of account, and no P2 licence. */
export function tailspin(): { readonly tenant: ForeignTenant; readonly truth: Truth } {
  const { tenant, truth, add } = empty('7a110000-0000-4000-8000-000000000001', 'tailspin.example', false);
  const admin = [role.exchangeAdministrator];
  add('root', 'rotated', [role.globalAdministrator]);
  add('exchange', 'rotated', admin);
  add('custom', 'rotated', [CUSTOM_ROLE]);
  add('never.changed', 'rotated', admin, { lastPasswordChangeDateTime: null });
  const scoped = add('unit.admin', 'rotated', []);
  assign(tenant, String(scoped.id), role.userAdministrator, { directoryScopeId: UNIT });
  add('reader', 'left-out', [role.directoryReaders]);
  add('synced', 'left-out', admin, { onPremisesSyncEnabled: true });
  add('federated', 'left-out', admin, {}, 'adfs.tailspin.example');
  add('guest_partner.example#EXT#', 'left-out', admin, { userType: 'Guest', externalUserState: 'Accepted' });
  add('restricted', 'left-out', admin, { isManagementRestricted: true });
  add('disabled', 'left-out', admin, { accountEnabled: false });
  add('listed', 'left-out', admin);
  add('agent', 'left-out', admin, { identityParentId: newId() });
  add('sync_host01_0a1b2c3d', 'left-out', [role.directorySynchronizationAccounts]);
  // Graph did not tell whether it is synced: the property is not there at all.
  const { onPremisesSyncEnabled: _, ...silent } = add('silent', 'left-out', admin);
  tenant.users.set(String(silent.id), silent);
  // A partner's administrator appears as an assignment whose principal is not of this tenant.
  assign(tenant, newId(), role.globalAdministrator, {
    principalOrganizationId: 'beef0000-0000-4000-8000-00000000beef',
  });
  // A service principal holds a role too.
  assign(tenant, newId(), role.helpdeskAdministrator);
  return { tenant, truth };
}

/** A tenant with P2: eligible roles, groups that hold roles, a group in a group. */
export function wingtip(): { readonly tenant: ForeignTenant; readonly truth: Truth } {
  const { tenant, truth, add } = empty('7a110000-0000-4000-8000-000000000002', 'wingtip.example', true);
  const ids = (names: readonly string[]) => names.map((name) => String(add(name, 'rotated', []).id));
  const [eligible = '', ...others] = ids(['eligible', 'in.group', 'in.nested', 'in.eligible.group']);
  const [inGroup = '', inNested = '', inEligible = ''] = others;
  const group = (displayName: string, members: readonly string[], isAssignableToRole = true) => {
    const id = newId();
    tenant.groups.push({ id, displayName, isAssignableToRole: isAssignableToRole || null, mailEnabled: false });
    tenant.members.set(id, members);
    return id;
  };
  const inner = group('Inner', [inNested], false);
  assign(tenant, group('Help desk', [inGroup, inner]), role.helpdeskAdministrator);
  const mayActivate = (principalId: string, roleDefinitionId: string) =>
    tenant.eligibilities.push({
      id: newId(),
      principalId,
      roleDefinitionId,
      directoryScopeId: '/',
      appScopeId: null,
      memberType: 'Direct',
      startDateTime: '2026-01-01T00:00:00Z',
      endDateTime: null,
      roleEligibilityScheduleId: newId(),
    });
  mayActivate(eligible, role.exchangeAdministrator);
  mayActivate(group('Tier 0', [inEligible]), role.globalAdministrator);
  group('Book club', [String(add('reads.books', 'left-out', []).id)], false);
  add('svc-scanner', 'left-out', []); // of the other class
  return { tenant, truth };
}

/** A tenant whose accounts are all in order, until something becomes of them. */
export function litware(names: readonly string[]): { readonly tenant: ForeignTenant; readonly truth: Truth } {
  const { tenant, truth, add } = empty('7a110000-0000-4000-8000-000000000003', 'litware.example', true);
  for (const name of names) add(name, 'rotated', [role.exchangeAdministrator]);
  return { tenant, truth };
}
