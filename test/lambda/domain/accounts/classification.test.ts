import { describe, expect, test } from '@jest/globals';
import type { AccountClass } from '../../../../lambda/domain/accounts/account.ts';
import { classify } from '../../../../lambda/domain/accounts/classification.ts';
import type { DirectoryUser } from '../../../../lambda/domain/accounts/directory.ts';
import { GLOBAL_ADMINISTRATOR } from '../../../../lambda/domain/accounts/directory-roles.ts';
import type { ExclusionReason } from '../../../../lambda/domain/accounts/exclusion-reasons.ts';
import type { AccountMatcher, AdminRules } from '../../../../lambda/domain/accounts/tenant-rules.ts';
import { TenantNotReady } from '../../../../lambda/domain/errors.ts';
import {
  aDirectory,
  aRole,
  aTenant,
  aUser,
  breakGlass,
  CUSTOM_ROLE,
  EXCHANGE,
  everyRole,
  GROUP,
  OTHER_GROUP,
  READER,
  SYNC_ROLE,
} from './directories.ts';

const namesOf = (accounts: readonly { readonly userPrincipalName: string }[]) =>
  accounts.map((each) => each.userPrincipalName.split('@')[0]);

describe('admins', () => {
  test('are those with a directory role: built-in, custom, at any scope, eligible, or by a group', () => {
    // Prepare
    const [global, unit, custom, eligible, group, reader, person] = [
      'ga',
      'unit',
      'custom',
      'pim',
      'group',
      'reader',
      'anna',
    ].map((name) => aUser(name));
    if (!global || !unit || !custom || !eligible || !group || !reader || !person) throw new Error('seven users');
    const directory = aDirectory(
      [global, unit, custom, eligible, group, reader, person],
      [
        aRole(global, GLOBAL_ADMINISTRATOR),
        aRole(unit, EXCHANGE, { directoryScopeId: '/administrativeUnits/5' }),
        aRole(custom, CUSTOM_ROLE),
        aRole(eligible, GLOBAL_ADMINISTRATOR, { path: 'direct, eligible' }),
        aRole(group, EXCHANGE, { path: 'via group Tier 1' }),
        aRole(reader, READER),
      ],
    );

    // Act
    const found = classify(directory, aTenant(), 'admin');

    // Assess
    expect(namesOf(found.included)).toEqual(['ga', 'unit', 'custom', 'pim', 'group']);
    expect(found.included.map((each) => each.globalAdministrator)).toEqual([true, false, false, false, false]);
    expect(found.included[1]?.reasons).toEqual([
      {
        kind: 'role',
        role: 'Exchange Administrator',
        roleTemplateId: EXCHANGE,
        scope: '/administrativeUnits/5',
        path: 'direct',
        privileged: false,
      },
    ]);
    expect(found.included[2]?.reasons).toEqual([
      {
        kind: 'role',
        role: 'Contoso Password Desk',
        customRoleId: CUSTOM_ROLE,
        scope: '/',
        path: 'direct',
        privileged: false,
      },
    ]);
    expect(found.counts).toEqual({ 'break-glass': 1, 'not-in-scope': 2 });
    expect(found.accountsSeen).toBe(8);
  });

  test('a role that a partner holds from its own tenant makes nobody here an admin', () => {
    const user = aUser('anna');
    const directory = aDirectory(
      [user],
      [aRole(user, EXCHANGE, { principalOrganizationId: 'f0000000-0000-4000-8000-00000000000f' })],
    );
    expect(classify(directory, aTenant(), 'admin').included).toEqual([]);
  });

  test('a role that the list of roles lacks counts as admin and is not known, so the account is left out', () => {
    const user = aUser('svc-odd');
    const directory = aDirectory([user], [aRole(user, '99999999-0000-4000-8000-000000000000')]);
    expect(classify(directory, aTenant(), 'admin').excluded).toContainEqual(
      expect.objectContaining({ accountId: user.id, class: 'admin', reason: 'unknown-data' }),
    );
    expect(classify(directory, aTenant(), 'service').included).toEqual([]);
  });
});

describe('service accounts', () => {
  test('match a prefix of their UPN, whole words of their name, an attribute, or are named', () => {
    const users = [
      aUser('SVC-backup'),
      aUser('sa1', { displayName: 'Service Scanner' }),
      aUser('sa2', { extensionAttributes: { extensionAttribute7: 'rotate' } }),
      aUser('Printer'),
      aUser('desk', { displayName: 'Customer Service Desk' }),
      aUser('team', { displayName: 'Services Team' }),
      aUser('other', { extensionAttributes: { extensionAttribute7: 'Rotate', extensionAttribute1: 'rotate' } }),
      aUser('mysvc-x'),
    ];
    const found = classify(aDirectory(users), aTenant(), 'service');
    expect(namesOf(found.included)).toEqual(['SVC-backup', 'sa1', 'sa2', 'Printer']);
    expect(found.included.map((each) => each.reasons)).toEqual([
      [{ kind: 'matcher', matcher: 'UPN begins with svc-' }],
      [{ kind: 'matcher', matcher: 'display name begins with Service' }],
      [{ kind: 'matcher', matcher: 'extensionAttribute7 is rotate' }],
      [{ kind: 'matcher', matcher: 'named in the estate' }],
    ]);
  });

  test('one that is an admin too is rotated once, as admin', () => {
    const both = aUser('svc-admin');
    const directory = aDirectory([both], [aRole(both, EXCHANGE)]);
    const asAdmin = classify(directory, aTenant(), 'admin');
    expect(asAdmin.included.map((each) => [each.class, each.reasons.map((reason) => reason.kind)])).toEqual([
      ['admin', ['role', 'matcher']],
    ]);
    const asService = classify(directory, aTenant(), 'service');
    expect(asService.included).toEqual([]);
    expect(asService.counts).toEqual({ 'break-glass': 1, 'other-class': 1 });
  });
});

describe('which roles make an admin is configuration', () => {
  const USERS = 'fe930be7-5e62-47db-91af-98c3a49a38b1';
  const definitions = [
    ...aDirectory([]).roleDefinitions,
    { id: USERS, templateId: USERS, displayName: 'User Administrator' },
  ];
  const found = (role: string, admins: Partial<AdminRules>, name = 'svc-x') => {
    const user = aUser(name);
    const directory = aDirectory([user], [aRole(user, role)], { roleDefinitions: definitions });
    const rules = aTenant({ admins: { ...everyRole, ...admins } });
    const lotIn = (wanted: AccountClass) =>
      classify(directory, rules, wanted).included.some((each) => each.accountId === user.id);
    return { admin: lotIn('admin'), service: lotIn('service') };
  };

  test.each<[string, string, Partial<AdminRules>, boolean]>([
    ['a role that is not labelled counts', EXCHANGE, {}, true],
    ['it does not where only privileged ones do', EXCHANGE, { roles: 'privileged' }, false],
    ['it does where it is listed besides', EXCHANGE, { roles: 'privileged', further: [EXCHANGE.toUpperCase()] }, true],
    ['a labelled one does', USERS, { roles: 'privileged' }, true],
    ['not where it is ignored', USERS, { roles: 'privileged', ignore: [USERS] }, false],
    ['a custom role counts with all', CUSTOM_ROLE, {}, true],
    ['it does not with the privileged ones', CUSTOM_ROLE, { roles: 'privileged' }, false],
    ['it does where its id is listed', CUSTOM_ROLE, { roles: 'privileged', further: [CUSTOM_ROLE] }, true],
    ['a role that only reads does not', READER, {}, false],
    ['it does where the estate ignores none', READER, { ignore: [] }, true],
    ['Global Administrator cannot be ignored', GLOBAL_ADMINISTRATOR, { ignore: [GLOBAL_ADMINISTRATOR] }, true],
  ])('%s', (_, role, admins, counts) => {
    expect(found(role, admins).admin).toBe(counts);
  });

  test('who holds a role that neither counts nor is ignored does not become a service account by omission', () => {
    expect(found(EXCHANGE, { roles: 'privileged' })).toEqual({ admin: false, service: false });
    expect(found(EXCHANGE, { roles: 'privileged', ignore: [EXCHANGE] })).toEqual({ admin: false, service: true });
  });

  test('a role that the list of roles lacks is never the lesser class, nor rotated', () => {
    const unlisted = '99999999-0000-4000-8000-000000000000';
    expect(found(unlisted, { roles: 'privileged' })).toEqual({ admin: false, service: false });
  });

  test('synchronization accounts are left out as such whatever counts', () => {
    const user = aUser('connector');
    const rules = aTenant({ admins: { roles: 'privileged', ignore: [SYNC_ROLE], further: [] } });
    const { counts } = classify(aDirectory([user], [aRole(user, SYNC_ROLE)]), rules, 'admin');
    expect(counts).toEqual({ 'break-glass': 1, 'sync-service': 1 });
  });
});

describe('service accounts by what only the directory’s administrators set', () => {
  const matcher = (changes: Partial<DirectoryUser>, one: AccountMatcher, memberIds: readonly string[] = []) => {
    const user = aUser('scanner', changes);
    const directory = aDirectory([user], [], { groups: [{ id: GROUP, memberIds }] });
    return classify(directory, aTenant({ serviceAccounts: [one] }), 'service').included.flatMap(
      ({ reasons }) => reasons,
    );
  };

  test.each<[string, Partial<DirectoryUser>, AccountMatcher, string]>([
    [
      'a custom security attribute',
      { securityAttributes: { 'Rotation.Kind': ['other', 'service'] } },
      { attributeSet: 'Rotation', attribute: 'Kind', equals: 'service' },
      'Rotation.Kind is service',
    ],
    [
      'a department',
      { department: 'Machines' },
      { property: 'department', equals: 'Machines' },
      'department is Machines',
    ],
    ['a job title', { jobTitle: 'Robot' }, { property: 'jobTitle', equals: 'Robot' }, 'jobTitle is Robot'],
    ['an employee type', { employeeType: 'S' }, { property: 'employeeType', equals: 'S' }, 'employeeType is S'],
    ['a group', {}, { group: GROUP.toUpperCase(), name: 'Machines' }, 'member of group Machines'],
    ['a group without a name', {}, { group: GROUP }, `member of group ${GROUP}`],
  ])('%s, and the reason says which', (_, changes, one, reason) => {
    expect(matcher(changes, one, ['id-scanner'])).toEqual([{ kind: 'matcher', matcher: reason }]);
  });

  test.each<[string, Partial<DirectoryUser>, AccountMatcher]>([
    [
      'another value',
      { securityAttributes: { 'Rotation.Kind': ['Service'] } },
      { attributeSet: 'Rotation', attribute: 'Kind', equals: 'service' },
    ],
    [
      'another set',
      { securityAttributes: { 'Other.Kind': ['service'] } },
      { attributeSet: 'Rotation', attribute: 'Kind', equals: 'service' },
    ],
    ['another department', { department: 'machines' }, { property: 'department', equals: 'Machines' }],
    ['another group', {}, { group: OTHER_GROUP }],
    ['no member', {}, { group: GROUP }],
  ])('%s chooses nobody', (_, changes, one) => {
    expect(matcher(changes, one, ['id-other'])).toEqual([]);
  });

  test.each([
    ['is not there', [{ id: GROUP }], 'the directory has no group'],
    ['is empty', [{ id: GROUP, memberIds: [] }], 'has no members'],
    ['was not read', [], 'were not read'],
  ])('a group that %s is a problem, never a silent nothing', (_, groups, words) => {
    const rules = aTenant({ serviceAccounts: [{ group: GROUP }] });
    const { problems } = classify(aDirectory([], [], { groups }), rules, 'service');
    expect(problems).toEqual([expect.stringContaining(words)]);
  });
});

describe('opt-in', () => {
  const rules = aTenant({ serviceOptIn: [{ extensionAttribute: 8, equals: 'yes' }, { group: GROUP }] });
  const optedIn = { extensionAttribute8: 'yes' };

  test('a service account is rotated only if it is chosen twice, and says how', () => {
    const users = [aUser('svc-a', { extensionAttributes: optedIn }), aUser('svc-b'), aUser('svc-c')];
    const groups = [{ id: GROUP, memberIds: ['id-svc-c'] }];
    const found = classify(aDirectory(users, [], { groups }), rules, 'service');
    expect(found.included.map(({ displayName, reasons }) => [displayName, reasons.at(-1)])).toEqual([
      ['svc-a', { kind: 'matcher', matcher: 'opted in: extensionAttribute8 is yes' }],
      ['svc-c', { kind: 'matcher', matcher: `opted in: member of group ${GROUP}` }],
    ]);
    expect(found.excluded).toContainEqual(expect.objectContaining({ displayName: 'svc-b', reason: 'not-opted-in' }));
  });

  test('opting in makes nobody a service account, and admins need none', () => {
    const [person, both] = [aUser('person', { extensionAttributes: optedIn }), aUser('svc-admin')];
    const directory = aDirectory([person, both], [aRole(both, EXCHANGE)], {
      groups: [{ id: GROUP, memberIds: ['x'] }],
    });
    expect(classify(directory, rules, 'service').included).toEqual([]);
    expect(namesOf(classify(directory, rules, 'admin').included)).toEqual(['svc-admin']);
  });

  test('what forbids an account altogether is named before a missing opt-in', () => {
    const user = aUser('svc-x', { onPremisesSyncEnabled: true });
    const directory = aDirectory([user], [], { groups: [{ id: GROUP, memberIds: ['x'] }] });
    expect(classify(directory, rules, 'service').counts).toEqual({ 'break-glass': 1, synced: 1 });
  });
});

describe('never-rotate accounts are left out, and it is said why', () => {
  const cases: readonly (readonly [ExclusionReason, Partial<DirectoryUser>])[] = [
    ['synced', { onPremisesSyncEnabled: true }],
    ['federated', { userPrincipalName: 'x@fed.example' }],
    ['federated', { userPrincipalName: 'x@sub.fed.example' }],
    ['restricted', { isManagementRestricted: true }],
    ['guest', { userType: 'Guest' }],
    ['guest', { externalUserState: 'PendingAcceptance' }],
    ['guest', { userPrincipalName: 'x_home.example#EXT#@contoso.example' }],
    ['ai-identity', { identityParentId: '5' }],
    ['disabled', { accountEnabled: false }],
    ['disabled', { accountEnabled: false, licensed: false }],
    ['sync-service', { userPrincipalName: 'Sync_SRV01_0a1b2c3d@contoso.example' }],
    ['sync-service', { userPrincipalName: 'ADToAADSyncServiceAccount@contoso.example' }],
    ['sync-service', { displayName: 'On-Premises Directory Synchronization Service Account' }],
    ['unknown-data', { accountEnabled: undefined }],
    ['unknown-data', { userType: undefined }],
    ['unknown-data', { userType: 'Robot' }],
    ['unknown-data', { onPremisesSyncEnabled: undefined }],
    ['unknown-data', { isManagementRestricted: undefined }],
    ['unknown-data', { userPrincipalName: 'x@elsewhere.example' }],
    ['unknown-data', { userPrincipalName: 'x@notcontoso.example' }],
  ];
  test.each(cases)('%s: %j', (reason, changes) => {
    const user = aUser('x', changes);
    const found = classify(aDirectory([user], [aRole(user, EXCHANGE)]), aTenant(), 'admin');
    expect(found.included).toEqual([]);
    expect(found.excluded.find((each) => each.accountId === user.id)).toMatchObject({ reason, class: 'admin' });
  });

  test('listed ones, by id or UPN in any case', () => {
    const [one, two] = [aUser('one'), aUser('two')];
    const directory = aDirectory([one, two], [aRole(one, EXCHANGE), aRole(two, EXCHANGE)]);
    const found = classify(directory, aTenant({ neverRotate: ['ID-ONE', 'Two@Contoso.Example'] }), 'admin');
    expect(found.counts).toEqual({ 'break-glass': 1, listed: 2 });
  });

  test('holders of a synchronization role', () => {
    const user = aUser('connector');
    expect(classify(aDirectory([user], [aRole(user, SYNC_ROLE)]), aTenant(), 'admin').counts['sync-service']).toBe(1);
  });

  test('a blocked service account without licence is taken for a mailbox', () => {
    const user = aUser('svc-room', { accountEnabled: false, licensed: false });
    expect(classify(aDirectory([user]), aTenant(), 'service').counts).toEqual({ 'break-glass': 1, mailbox: 1 });
  });

  test('accounts that are out of scope are counted and not listed, break-glass accounts are always listed', () => {
    const users = [aUser('anna', { onPremisesSyncEnabled: true }), aUser('svc-x')];
    const found = classify(aDirectory(users), aTenant(), 'admin');
    expect(found.counts).toEqual({ 'break-glass': 1, 'not-in-scope': 1, 'other-class': 1 });
    expect(found.excluded).toEqual([
      {
        accountId: breakGlass.id,
        passwordChangedAt: breakGlass.lastPasswordChangeDateTime,
        userPrincipalName: breakGlass.userPrincipalName,
        displayName: 'bg1',
        class: 'admin',
        reason: 'break-glass',
      },
    ]);
  });
});

describe('break-glass accounts', () => {
  test('a tenant without any, and without a waiver, is not rotated', () => {
    expect(() => classify(aDirectory([]), aTenant({ breakGlass: { accounts: [] } }), 'admin')).toThrow(TenantNotReady);
  });

  test('a designated one that the directory lacks stops the whole tenant, although another one is there', () => {
    const tenant = aTenant({
      breakGlass: { accounts: ['bg1@contoso.onmicrosoft.com', 'bg2@contoso.onmicrosoft.com'] },
    });
    expect(() => classify(aDirectory([]), tenant, 'admin')).toThrow(/no bg2@contoso\.onmicrosoft\.com/);
  });

  describe('by group', () => {
    const tenant = aTenant({ breakGlass: { accounts: [], groups: [GROUP] } });

    test('every member is one, whatever else it is', () => {
      const [one, two, ga] = [aUser('one'), aUser('svc-two'), aUser('ga')];
      const directory = aDirectory([one, two, ga], [aRole(one, EXCHANGE), aRole(ga, EXCHANGE)], {
        groups: [{ id: GROUP.toUpperCase(), memberIds: ['ID-ONE', 'id-svc-two'] }],
      });
      for (const wanted of ['admin', 'service'] as const) {
        const found = classify(directory, tenant, wanted);
        expect(found.counts['break-glass']).toBe(2);
        expect(namesOf(found.included)).not.toEqual(expect.arrayContaining(['one', 'svc-two']));
      }
      expect(namesOf(classify(directory, tenant, 'admin').included)).toContain('ga');
    });

    test.each([
      ['is missing', [{ id: GROUP }], /has no group 6a0c/],
      ['is empty', [{ id: GROUP, memberIds: [] }], /has no members/],
      ['was not read', [], /were not read/],
    ])('a designated one that %s stops the whole tenant', (_, groups, message) => {
      expect(() => classify(aDirectory([], [], { groups }), tenant, 'admin')).toThrow(TenantNotReady);
      expect(() => classify(aDirectory([], [], { groups }), tenant, 'admin')).toThrow(message);
    });

    test('so it does beside accounts that are there', () => {
      const both = aTenant({ breakGlass: { accounts: [breakGlass.id], groups: [GROUP] } });
      expect(() => classify(aDirectory([], [], { groups: [{ id: GROUP }] }), both, 'admin')).toThrow(TenantNotReady);
    });
  });

  test('a waiver with its reason is enough', () => {
    const tenant = aTenant({ breakGlass: { accounts: [], waiver: 'The customer signed that there is none.' } });
    const [ga, other] = [aUser('ga'), aUser('ga2')];
    const directory = aDirectory([ga, other], [aRole(ga, GLOBAL_ADMINISTRATOR)]);
    expect(namesOf(classify(directory, tenant, 'admin').included)).toEqual(['ga']); // bg1 is newest of equals, and stays
  });
});

describe('never all Global Administrators at once (R2)', () => {
  const tenant = aTenant({ breakGlass: { accounts: [], waiver: 'The customer signed that there is none.' } });
  const bare = (users: readonly DirectoryUser[]) =>
    aDirectory(
      users,
      users.map((user) => aRole(user, GLOBAL_ADMINISTRATOR)),
      { users, roleAssignments: users.map((user) => aRole(user, GLOBAL_ADMINISTRATOR)) },
    );

  test('where none stays outside, the one with the newest password does', () => {
    const users = [
      aUser('old', { lastPasswordChangeDateTime: '2026-01-05T05:00:00Z' }),
      aUser('new', { lastPasswordChangeDateTime: '2026-02-02T05:00:00Z' }),
      aUser('never', { lastPasswordChangeDateTime: undefined }),
    ];
    const found = classify(bare(users), tenant, 'admin');
    expect(namesOf(found.included)).toEqual(['old', 'never']);
    expect(found.counts).toEqual({ 'last-global-administrator': 1 });
    expect(found.problems).toEqual([
      'No Global Administrator stays outside this cycle, so new@contoso.example was left out of it.',
    ]);
  });

  test('the only one is never rotated', () => {
    expect(classify(bare([aUser('only')]), tenant, 'admin').included).toEqual([]);
  });

  test('one that cannot sign in, or is only eligible, does not count as one that stays', () => {
    const [ga, blocked, eligible] = [aUser('ga'), aUser('blocked', { accountEnabled: false }), aUser('pim')];
    const roleAssignments = [
      aRole(ga, GLOBAL_ADMINISTRATOR),
      aRole(blocked, GLOBAL_ADMINISTRATOR),
      aRole(eligible, GLOBAL_ADMINISTRATOR, { path: 'direct, eligible' }),
    ];
    const found = classify(aDirectory([], [], { users: [ga, blocked, eligible], roleAssignments }), tenant, 'admin');
    expect(namesOf(found.included)).toEqual(['pim']);
  });

  test('with a break-glass account that is Global Administrator, all others are rotated', () => {
    const ga = aUser('ga');
    expect(namesOf(classify(aDirectory([ga], [aRole(ga, GLOBAL_ADMINISTRATOR)]), aTenant(), 'admin').included)).toEqual(
      ['ga'],
    );
  });
});

test('an account that a page break repeats is counted once', () => {
  const user = aUser('svc-x');
  const found = classify(aDirectory([user, user]), aTenant(), 'service');
  expect(found.included).toHaveLength(1);
  expect(found.accountsSeen).toBe(2);
});

test('notes of the directory, and a directory without any role, are told', () => {
  const found = classify(aDirectory([], [], { roleAssignments: [], notes: ['PIM: not licensed'] }), aTenant(), 'admin');
  expect(found.problems).toEqual([
    'PIM: not licensed',
    'The directory showed no role assignment at all, so no account counts as admin.',
  ]);
});

describe('accounts that are listed by name', () => {
  const listed = aUser('scanner');

  test('stop the tenant when the directory has no such name: it may have been renamed', () => {
    const renamed = aUser('scanner-2');
    const directory = aDirectory([renamed], [aRole(renamed, READER)]);
    const tenant = aTenant({ neverRotate: [listed.userPrincipalName] });
    expect(() => classify(directory, tenant, 'admin')).toThrow(/scanner@contoso.example.*renamed/s);
  });

  test('stop the tenant when the directory has no such object id either: a deleted account looks like a mistyped id', () => {
    const tenant = aTenant({ neverRotate: ['00000000-0000-4000-8000-000000000099'] });
    expect(() => classify(aDirectory([listed]), tenant, 'admin')).toThrow(/000000000099.*deleted\? Take it out/s);
  });

  test('eligible Global Administrators count as such: one of them keeps its password', () => {
    const [one, two] = [aUser('one'), aUser('two', { lastPasswordChangeDateTime: '2026-02-05T05:00:00Z' })];
    const eligible = (user: typeof one) => aRole(user, GLOBAL_ADMINISTRATOR, { path: 'direct, eligible' });
    const directory = { ...aDirectory([one, two], []), roleAssignments: [eligible(one), eligible(two)] };
    const waived = aTenant({ breakGlass: { accounts: [], waiver: 'none, by decision of the customer' } });
    const { included, excluded } = classify(directory, waived, 'admin');
    expect(included.map((each) => each.displayName)).toEqual(['one']);
    expect(excluded).toContainEqual(
      expect.objectContaining({ displayName: 'two', reason: 'last-global-administrator' }),
    );
  });
});

test('more accounts than one cycle can take stop the tenant', () => {
  const users = Array.from({ length: 1_001 }, (_, n) => aUser(`svc-${n}`));
  expect(classify(aDirectory(users.slice(1)), aTenant(), 'service').included).toHaveLength(1_000);
  expect(() => classify(aDirectory(users), aTenant(), 'service')).toThrow(/1001 service accounts.*1000 is the most/);
});

describe('a cycle for some accounts', () => {
  const [one, two, guest] = [aUser('one'), aUser('two'), aUser('guest', { userType: 'Guest' })];
  const roles = [one, two, guest].map((each) => aRole(each, EXCHANGE));
  const directory = aDirectory([one, two, guest, aUser('person')], roles);

  test('rotates those alone; others are counted, and not listed one by one', () => {
    const found = classify(directory, aTenant(), 'admin', [one.id]);
    expect(namesOf(found.included)).toEqual(['one']);
    expect(found.excluded).toEqual([]);
    expect(found.counts).toMatchObject({ 'not-asked-for': 1, guest: 1 });
    const counted = Object.values(found.counts).reduce((sum, each) => sum + each, 0);
    expect(counted + found.included.length).toBe(found.accountsSeen);
  });

  test('says why one that was asked for is left out', () => {
    const { included, excluded } = classify(directory, aTenant(), 'admin', [guest.id]);
    expect(included).toEqual([]);
    expect(excluded.map(({ reason }) => reason)).toEqual(['guest']);
  });

  test('never rotates more than it would without the list', () => {
    const all = classify(directory, aTenant(), 'admin').included.map(({ accountId }) => accountId);
    for (const user of directory.users) {
      for (const { accountId } of classify(directory, aTenant(), 'admin', [user.id]).included) {
        expect(all).toContain(accountId);
      }
    }
  });

  test('an account that is not there stops the tenant: nobody else is rotated in its place', () => {
    const gone = () => classify(directory, aTenant(), 'admin', [one.id, 'nobody@contoso.example']);
    expect(gone).toThrow(TenantNotReady);
    expect(gone).toThrow('the directory has no account nobody@contoso.example, which was asked for.');
  });

  test('one that is gone since the product saw it stops nobody, and is told', () => {
    const found = classify(directory, aTenant(), 'admin', [one.id, 'gone-id'], 'leave-out');
    expect(namesOf(found.included)).toEqual(['one']);
    expect(found.problems).toContain('The directory does not have gone-id any more, which was asked for.');
    expect(classify(directory, aTenant(), 'admin', [one.id], 'leave-out').problems.join()).not.toContain('any more');
  });

  test('where all are gone, nobody is rotated in their place', () => {
    const found = classify(directory, aTenant(), 'admin', ['gone-id'], 'leave-out');
    expect(found.included).toEqual([]);
    expect(found.problems).toHaveLength(1);
  });

  describe('of Global Administrators, with no break-glass account', () => {
    const waived = aTenant({ breakGlass: { accounts: [], waiver: 'none, by decision of the customer' } });
    const administrators = (...users: readonly DirectoryUser[]) => ({
      ...aDirectory(users),
      roleAssignments: users.map((user) => aRole(user, GLOBAL_ADMINISTRATOR)),
    });

    test('one of two may be rotated, for the other keeps its password; both together may not', () => {
      const both = administrators(one, two);
      expect(namesOf(classify(both, waived, 'admin', [one.id]).included)).toEqual(['one']);
      expect(classify(both, waived, 'admin', [one.id, two.id]).included).toHaveLength(1);
    });

    test('the only one beside a guest is not rotated', () => {
      const found = classify(administrators(one, guest), waived, 'admin', [one.id]);
      expect(found.excluded.map(({ reason }) => reason)).toEqual(['last-global-administrator']);
    });
  });
});

describe('what the directory did not tell excludes', () => {
  const odd = aUser('odd', { userPrincipalName: 'odd@fed.contoso.example' });
  const plain = aUser('plain');
  const reasonOf = (changes: Parameters<typeof aDirectory>[2], user = plain) => {
    const { counts, included } = classify(aDirectory([user], [aRole(user, EXCHANGE)], changes), aTenant(), 'admin');
    return included.length > 0 ? 'rotated' : Object.keys(counts).filter((each) => each !== 'break-glass');
  };

  test('the scope of a role', () => {
    expect(reasonOf({})).toBe('rotated');
    const roleAssignments = [aRole(plain, GLOBAL_ADMINISTRATOR, { directoryScopeId: 'unknown scope' })];
    expect(reasonOf({ roleAssignments })).toEqual(['unknown-data']);
  });

  test('how a child domain signs in, whatever its root says', () => {
    const root = { name: 'contoso.example', federated: false };
    const bg = { name: 'contoso.onmicrosoft.com', federated: false };
    expect(reasonOf({ domains: [root, bg, { name: 'fed.contoso.example', federated: false }] }, odd)).toBe('rotated');
    expect(reasonOf({ domains: [root, bg, { name: 'fed.contoso.example' }] }, odd)).toEqual(['unknown-data']);
  });
});
