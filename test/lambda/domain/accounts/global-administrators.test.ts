import { describe, expect, test } from '@jest/globals';
import { classify } from '../../../../lambda/domain/accounts/classification.ts';
import type { DirectoryUser, RoleAssignment } from '../../../../lambda/domain/accounts/directory.ts';
import { GLOBAL_ADMINISTRATOR } from '../../../../lambda/domain/accounts/directory-roles.ts';
import { liveStandIns } from '../../../../lambda/domain/accounts/global-administrators.ts';
import { aDirectory, aRole, aTenant, aUser, breakGlass, EXCHANGE, SYNC_ROLE } from './directories.ts';

const global = (user: DirectoryUser, changes: Partial<RoleAssignment> = {}) =>
  aRole(user, GLOBAL_ADMINISTRATOR, changes);
const ELIGIBLE = { path: 'direct, eligible' };
const me = aUser('me');
const other = aUser('other');

/** What the live read of `me` tells; the tenant's break-glass account is no administrator here. */
const now = (others: readonly DirectoryUser[], roleAssignments: readonly RoleAssignment[]) => {
  const { tenantId, roleDefinitions, domains, groups } = aDirectory([]);
  const directory = { tenantId, roleAssignments, roleDefinitions, domains, groups };
  return liveStandIns({ ...directory, user: me, otherGlobalAdministrators: others });
};

describe('who stands in for a Global Administrator', () => {
  test('another one who can sign in, also one that is never rotated', () => {
    const listed = aUser('bg1', { userPrincipalName: 'bg1@contoso.onmicrosoft.com' });
    const synced = aUser('synced', { onPremisesSyncEnabled: true });
    const federated = aUser('fed', { userPrincipalName: 'fed@fed.example' });
    const restricted = aUser('restricted', { isManagementRestricted: true });
    const all = [listed, synced, federated, restricted];
    expect(
      now(
        all,
        [me, ...all].map((each) => global(each)),
      ),
    ).toEqual(all.map(({ id }) => id));
  });

  test.each<[string, Partial<DirectoryUser>]>([
    ['is blocked', { accountEnabled: false }],
    ['may be blocked', { accountEnabled: undefined }],
    ['is a guest', { userType: 'Guest' }],
    ['may be a guest', { userType: undefined }],
    ['is synced and may be a guest', { userType: undefined, onPremisesSyncEnabled: true }],
    ['was invited', { externalUserState: 'Accepted' }],
    ['has the name of a guest', { userPrincipalName: 'a_b.example#EXT#@contoso.example' }],
    ['is an AI agent', { identityParentId: 'agent' }],
    ['is an account of Entra Connect', { userPrincipalName: 'Sync_HOST_0123abcd@contoso.example' }],
    ['has a domain that nobody knows', { userPrincipalName: 'other@elsewhere.example' }],
  ])('not one that %s', (_, changes) => {
    expect(now([{ ...other, ...changes }], [global(me), global(other)])).toEqual([]);
  });

  test.each<[string, Partial<RoleAssignment>]>([
    ['is merely eligible', ELIGIBLE],
    ['is eligible by a group', { path: 'via group Tier 0, eligible' }],
    ['administers one unit', { directoryScopeId: '/administrativeUnits/5' }],
    ['holds the role from another tenant', { principalOrganizationId: '00000000-0000-4000-8000-000000000009' }],
    ['holds another role', { roleDefinitionId: EXCHANGE }],
  ])('not one that %s', (_, changes) => {
    expect(now([other], [global(me), global(other, changes)])).toEqual([]);
  });

  test('not one with a role that the tenant does not list: it may be anything', () => {
    expect(now([other], [global(me), global(other), aRole(other, 'ghost')])).toEqual([]);
    expect(now([other], [global(me), global(other), aRole(other, SYNC_ROLE)])).toEqual([]);
  });

  test('nobody stands in for oneself, however the directory spells it, or how often', () => {
    expect(now([{ ...me, id: me.id.toUpperCase() }, me], [global(me), global(me, { path: 'via group T' })])).toEqual(
      [],
    );
  });

  test('one who holds other roles besides', () => {
    expect(now([other], [global(me), global(other), aRole(other, EXCHANGE)])).toEqual([other.id]);
    expect(now([other], [global(me), aRole(other, EXCHANGE), global(other)])).toEqual([other.id]);
  });

  test('by group counts as much as directly', () => {
    expect(now([other], [global(me), global(other, { path: 'via group Tier 0' })])).toEqual([other.id]);
  });
});

describe('who needs a stand-in', () => {
  test('nobody who holds another role, or this one for a part of the tenant', () => {
    expect(now([other], [aRole(me, EXCHANGE), global(other)])).toBeUndefined();
    expect(now([other], [global(me, { directoryScopeId: '/administrativeUnits/5' }), global(other)])).toBeUndefined();
  });

  test('an eligible one only where nobody who can sign in is active', () => {
    expect(now([other], [global(me, ELIGIBLE), global(other)])).toBeUndefined();
    expect(now([other], [global(me, ELIGIBLE), global(other, ELIGIBLE)])).toEqual([other.id]);
    const blocked = { ...other, accountEnabled: false };
    expect(now([blocked], [global(me, ELIGIBLE), global(blocked)])).toEqual([]);
  });
});

describe('what discovery records', () => {
  const [a, b] = [aUser('a'), aUser('b')];

  test('all others who can sign in, rotated in this cycle or not', () => {
    const plain = aUser('plain');
    const guest = aUser('guest', { userType: 'Guest' });
    const users = [a, b, plain, guest];
    const roles = [global(a), global(b), global(guest), aRole(plain, EXCHANGE)];
    const { included } = classify(aDirectory(users, roles), aTenant(), 'admin');
    expect(included.map(({ displayName, standIns }) => [displayName, standIns])).toEqual([
      ['a', [breakGlass.id, b.id]],
      ['b', [breakGlass.id, a.id]],
      ['plain', undefined],
    ]);
  });

  test('active ones who cannot sign in do not hide that all eligible ones would be rotated', () => {
    const blocked = aUser('blocked', { accountEnabled: false });
    const roleAssignments = [global(blocked), global(a, ELIGIBLE), global(b, ELIGIBLE)];
    const found = classify(aDirectory([a, b, blocked], [], { roleAssignments }), aTenant(), 'admin');
    expect(found.included.map(({ displayName, standIns }) => [displayName, standIns])).toEqual([['b', [a.id]]]);
    expect(found.counts['last-global-administrator']).toBe(1);
  });
});
