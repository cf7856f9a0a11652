import { describe, expect, test } from '@jest/globals';
import type { AccountClass, IncludedAccount } from '../../../../lambda/domain/accounts/account.ts';
import { classify } from '../../../../lambda/domain/accounts/classification.ts';
import type { DirectoryUser, RoleAssignment } from '../../../../lambda/domain/accounts/directory.ts';
import { GLOBAL_ADMINISTRATOR } from '../../../../lambda/domain/accounts/directory-roles.ts';
import { aDirectory, aRole, aTenant, aUser, breakGlass, CUSTOM_ROLE, EXCHANGE, GROUP, READER } from './directories.ts';

/** What discovery puts on record of an account that it includes, or leaves out by name. */

function found(
  user: DirectoryUser,
  roles: readonly RoleAssignment[],
  tenant = aTenant(),
  wanted: AccountClass = 'admin',
): IncludedAccount {
  const account = classify(aDirectory([user], roles), tenant, wanted).included.find(
    (each) => each.accountId === user.id,
  );
  if (account === undefined) throw new Error('it was left out');
  return account;
}

describe('an account that is included', () => {
  test('is recorded with its names, its class, and what is known of it, and with no field that says nothing', () => {
    const user = aUser('ops', { lastPasswordChangeDateTime: undefined });
    const { observed, ...account } = found(user, [aRole(user, CUSTOM_ROLE)]);
    expect(account).toStrictEqual({
      accountId: 'id-ops',
      userPrincipalName: 'ops@contoso.example',
      displayName: 'ops',
      class: 'admin',
      reasons: [
        {
          kind: 'role',
          role: 'Contoso Password Desk',
          customRoleId: CUSTOM_ROLE,
          scope: '/',
          path: 'direct',
          privileged: false,
        },
      ],
      globalAdministrator: false,
      passwordNeverExpires: false,
    });
    expect(observed.user).toEqual(user);
    expect(Object.keys(observed).sort()).toEqual(['federated', 'groups', 'roles', 'user']);
  });

  test('says when its password was last changed', () => {
    const user = aUser('ops');
    expect(found(user, [aRole(user, EXCHANGE)]).passwordChangedAt).toBe('2026-01-05T05:00:00Z');
  });

  test.each([
    [undefined, false],
    ['None', false],
    ['DisablePasswordExpiration', true],
    ['DisableStrongPassword, disablepasswordexpiration', true],
    ['NotDisablePasswordExpiration', false],
    ['DisablePasswordExpirations', false],
  ])('with the password policies %j, its password never expires: %p', (passwordPolicies, neverExpires) => {
    const user = aUser('ops', { passwordPolicies });
    expect(found(user, [aRole(user, EXCHANGE)]).passwordNeverExpires).toBe(neverExpires);
  });

  test('is a Global Administrator whatever other roles it holds', () => {
    const user = aUser('ops');
    const account = found(user, [aRole(user, EXCHANGE), aRole(user, GLOBAL_ADMINISTRATOR), aRole(user, READER)]);
    expect(account.globalAdministrator).toBe(true);
    expect(account.standIns).toEqual([breakGlass.id]);
  });

  test('has the roles that count as reasons, and no other', () => {
    const user = aUser('ops');
    const { reasons } = found(user, [aRole(user, READER), aRole(user, EXCHANGE), aRole(user, GLOBAL_ADMINISTRATOR)]);
    expect(reasons).toStrictEqual([
      {
        kind: 'role',
        role: 'Exchange Administrator',
        roleTemplateId: EXCHANGE,
        scope: '/',
        path: 'direct',
        privileged: false,
      },
      {
        kind: 'role',
        role: 'Global Administrator',
        roleTemplateId: GLOBAL_ADMINISTRATOR,
        scope: '/',
        path: 'direct',
        privileged: true,
      },
    ]);
  });

  test('names its opt-in as a reason only where it is a service account', () => {
    const tenant = aTenant({ serviceOptIn: [{ property: 'department', equals: 'Machines' }] });
    const user = aUser('svc-x', { department: 'Machines' });
    const matchers = (account: IncludedAccount) =>
      account.reasons.flatMap((each) => (each.kind === 'matcher' ? each.matcher : []));
    expect(matchers(found(user, [], tenant, 'service'))).toEqual([
      'UPN begins with svc-',
      'opted in: department is Machines',
    ]);
    expect(matchers(found(user, [aRole(user, EXCHANGE)], tenant))).toEqual(['UPN begins with svc-']);
  });

  test('that two pages of the directory spell differently is one', () => {
    const user = aUser('svc-x');
    const twice = aDirectory([user, { ...user, id: user.id.toUpperCase() }]);
    const { included, accountsSeen } = classify(twice, aTenant(), 'service');
    expect(included).toHaveLength(1);
    expect(accountsSeen).toBe(2);
  });
});

describe('a break-glass account', () => {
  const listed = (roleAssignments: readonly RoleAssignment[], wanted: AccountClass) =>
    classify(aDirectory([], [], { roleAssignments }), aTenant(), wanted).excluded.map(({ class: own, reason }) => [
      own,
      reason,
    ]);

  test('is listed in the cycles of each class, with the class that it has', () => {
    const roles = [aRole(breakGlass, GLOBAL_ADMINISTRATOR)];
    expect(listed(roles, 'admin')).toEqual([['admin', 'break-glass']]);
    expect(listed(roles, 'service')).toEqual([['admin', 'break-glass']]);
  });

  test('without any class is listed in that of the cycle', () => {
    expect(listed([], 'service')).toEqual([['service', 'break-glass']]);
    expect(listed([], 'admin')).toEqual([['admin', 'break-glass']]);
  });
});

test('a directory that has nothing wrong is no problem, nor is a group that chooses somebody', () => {
  const groups = [{ id: GROUP, memberIds: ['id-x'] }];
  const tenant = aTenant({ serviceAccounts: [{ group: GROUP }] });
  expect(classify(aDirectory([aUser('x')], [], { groups }), tenant, 'service').problems).toEqual([]);
});
