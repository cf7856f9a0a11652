import { describe, expect, test } from '@jest/globals';
import type { ExclusionReason } from '../../../lambda/domain/account.ts';
import { classify } from '../../../lambda/domain/classification.ts';
import type { DirectoryUser } from '../../../lambda/domain/directory.ts';
import { TenantNotReady } from '../../../lambda/domain/errors.ts';
import { GLOBAL_ADMINISTRATOR } from '../../../lambda/domain/roles.ts';
import {
  aDirectory,
  aRole,
  aTenant,
  aUser,
  breakGlass,
  CUSTOM_ROLE,
  EXCHANGE,
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
      { kind: 'role', role: 'Contoso Password Desk', scope: '/', path: 'direct', privileged: false },
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

  test('are left alone when listed by an object id that is gone: ids are never given twice', () => {
    const tenant = aTenant({ neverRotate: ['00000000-0000-4000-8000-000000000099'] });
    expect(() => classify(aDirectory([listed]), tenant, 'admin')).not.toThrow();
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
    expect(() => classify(directory, aTenant(), 'admin', ['nobody@contoso.example'])).toThrow(TenantNotReady);
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
